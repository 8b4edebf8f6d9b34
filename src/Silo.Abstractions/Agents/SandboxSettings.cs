using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>What an agent's sandbox may use.</summary>
public sealed record SandboxSettings
{
    /// <summary>Most bytes of memory; null for the machine's.</summary>
    [JsonPropertyName("memory_bytes_max")]
    public long? MemoryBytesMax { get; init; }

    /// <summary>Most processes.</summary>
    /// <value>Default 256, 4 to 32,768.</value>
    [JsonPropertyName("processes_max")]
    public int ProcessesMax { get; init; } = 256;

    /// <summary>Largest file a process in it may write.</summary>
    /// <value>Default 1 GiB.</value>
    [JsonPropertyName("file_bytes_max")]
    public long FileBytesMax { get; init; } = 1L << 30;
}
