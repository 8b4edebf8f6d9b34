namespace Silo.Abstractions.Sandboxes;

/// <summary>A command to run in a sandbox.</summary>
public sealed record SandboxCommand
{
    /// <summary>Program and arguments; 1 to 256, at most 128 KiB together.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables beside the sandbox's own few.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Directory to start in, relative to the workspace.</summary>
    /// <value>Default the workspace itself.</value>
    public string WorkingDirectory { get; init; } = ".";

    /// <summary>What it reads on standard input; up to 1 MiB.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>How long it may run; then all its processes are ended.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Takes output, standard output and error in the order of arrival. The memory is not valid after the call.</summary>
    public required Action<ReadOnlyMemory<byte>> OnOutput { get; init; }

    /// <summary>Most bytes of output; at the bound all its processes are ended.</summary>
    /// <value>Default null: the sandbox's own, <see cref="Agents.SandboxSettings.OutputBytesMax"/>. 0 or more.</value>
    public long? OutputBytesMax { get; init; }
}
