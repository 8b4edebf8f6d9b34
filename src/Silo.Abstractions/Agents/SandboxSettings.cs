using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>What an agent's sandbox may use. A bound that a host cannot set is named in <c>sandbox.created</c>.</summary>
public sealed record SandboxSettings
{
    /// <summary>How long a sandbox lives.</summary>
    /// <value>Default <see cref="SandboxMode.Session"/>.</value>
    [JsonPropertyName("mode")]
    public SandboxMode Mode { get; init; }

    /// <summary>Most bytes of memory, what lies in memory file systems included.</summary>
    /// <value>Default 4 GiB, 16 MiB to 16 TiB.</value>
    [JsonPropertyName("memory_bytes_max")]
    public long MemoryBytesMax { get; init; } = 4L << 30;

    /// <summary>Most processes and threads.</summary>
    /// <value>Default 256, 4 to 32,768.</value>
    [JsonPropertyName("processes_max")]
    public int ProcessesMax { get; init; } = 256;

    /// <summary>Processor time per time, in processors; null for the machine's.</summary>
    /// <value>Default null, 0.01 to 1,024.</value>
    [JsonPropertyName("cpus_max")]
    public decimal? CpusMax { get; init; }

    /// <summary>Processor time of each process, after which it is killed; null for no end.</summary>
    /// <value>Default null, 1 s to 30 days.</value>
    [JsonPropertyName("cpu_time_max")]
    public TimeSpan? CpuTimeMax { get; init; }

    /// <summary>Most open files of each process.</summary>
    /// <value>Default 1,024, 16 to 1,048,576.</value>
    [JsonPropertyName("open_files_max")]
    public int OpenFilesMax { get; init; } = 1024;

    /// <summary>Largest file that a process in it may write, in bytes.</summary>
    /// <value>Default 1 GiB, 1 KiB to 16 TiB.</value>
    [JsonPropertyName("file_bytes_max")]
    public long FileBytesMax { get; init; } = 1L << 30;

    /// <summary>Most bytes that one command may write to its standard output and error; then it is ended.</summary>
    /// <value>Default 16 MiB, 1 KiB to 1 GiB.</value>
    [JsonPropertyName("output_bytes_max")]
    public long OutputBytesMax { get; init; } = 16L << 20;

    /// <summary>Most bytes in /tmp, in /home/agent and in /dev/shm, each.</summary>
    /// <value>Default 512 MiB, 1 MiB to 16 TiB.</value>
    [JsonPropertyName("tmp_bytes_max")]
    public long TmpBytesMax { get; init; } = 512L << 20;

    /// <summary>Most files and directories in /tmp and in /home/agent, each.</summary>
    /// <value>Default 65,536, 64 to 16,777,216.</value>
    [JsonPropertyName("tmp_files_max")]
    public int TmpFilesMax { get; init; } = 65_536;

    /// <summary>Most bytes on disk in the workspace.</summary>
    /// <value>Default 10 GiB, 1 MiB to 16 TiB.</value>
    [JsonPropertyName("workspace_bytes_max")]
    public long WorkspaceBytesMax { get; init; } = 10L << 30;

    /// <summary>Most files and directories in the workspace.</summary>
    /// <value>Default 500,000, 64 to 16,777,216.</value>
    [JsonPropertyName("workspace_files_max")]
    public int WorkspaceFilesMax { get; init; } = 500_000;
}
