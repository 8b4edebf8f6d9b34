using Silo.Abstractions.Agents;

namespace Silo.Spawner.Resources;

/// <summary>The most that a spawner for other users grants to one sandbox, whatever a host asks for.</summary>
internal sealed record SandboxMaxima
{
    /// <summary>Most bytes of memory.</summary>
    public long MemoryBytes { get; init; } = 16L << 40;

    /// <summary>Most processes and threads.</summary>
    public int Processes { get; init; } = 32_768;

    /// <summary>Most bytes of /tmp and of /home/agent, each; they take memory.</summary>
    public long TmpBytes { get; init; } = 4L << 30;

    /// <summary>Most files of /tmp and of /home/agent, each.</summary>
    public int TmpFiles { get; init; } = 1 << 20;

    /// <summary>What a request asks too much, or nonsense, of; null when nothing.</summary>
    public string? FindProblem(SandboxSettings settings) =>
        Over("memory_bytes_max", settings.MemoryBytesMax, MemoryBytes, "--memory-bytes-max")
        ?? Over("processes_max", settings.ProcessesMax, Processes, "--processes-max")
        ?? Over("tmp_bytes_max", settings.TmpBytesMax, TmpBytes, "--tmp-bytes-max")
        ?? Over("tmp_files_max", settings.TmpFilesMax, TmpFiles, "--tmp-files-max")
        ?? (settings.CpusMax is <= 0 or > 1024 ? $"cpus_max is {settings.CpusMax}; it is above 0 and at most 1024." : null);

    private static string? Over(string name, long value, long most, string option)
    {
        if (value < 1) return $"{name} is {value}; the least is 1.";
        return value > most ? $"{name} is {value}; this spawner grants at most {most} ({option})." : null;
    }
}
