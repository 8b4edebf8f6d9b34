namespace Silo.Sandboxes.Wire;

/// <summary>Runs a command in a sandbox. Its input follows in data frames; its output comes in data frames, then an <see cref="ExitedReply"/>.</summary>
internal sealed record RunRequest : SpawnerRequest
{
    public required string Sandbox { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Directory to start in, relative to the workspace.</summary>
    public required string Directory { get; init; }

    public required double TimeoutMs { get; init; }

    /// <summary>Most bytes of output; null for the sandbox's own bound.</summary>
    public required long? OutputBytesMax { get; init; }

    public required int InputBytes { get; init; }

    /// <summary>
    /// Whether it is a process that is talked to. Then its input comes while it runs, one data frame and no other until
    /// <see cref="InputTakenReply"/>, so that a cancel is never behind input that nobody reads; and its errors come apart.
    /// </summary>
    public bool IsProcess { get; init; }
}
