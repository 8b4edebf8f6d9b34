namespace Silo.Abstractions.Sandboxes;

/// <summary>A program that lives on in a sandbox and is talked to: its input comes while it runs, its output and its errors are told apart.</summary>
public sealed record SandboxProcessStart
{
    /// <summary>Program and arguments; 1 to 256, at most 128 KiB together.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables beside the sandbox's own few.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Directory to start in, relative to the workspace.</summary>
    /// <value>Default the workspace itself.</value>
    public string WorkingDirectory { get; init; } = ".";

    /// <summary>How long it may run; then all its processes are ended.</summary>
    /// <value>Default without end.</value>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Takes standard output. The memory is not valid after the task completes.</summary>
    /// <remarks>
    /// The next piece, of either kind, is read when the task completes: a slow receiver holds the process back. It must not wait for
    /// <see cref="ISandboxProcess.TryWriteAsync"/>, whose answer comes behind the output. Its token is cancelled when the process is disposed of.
    /// What it throws ends the process and comes out of <see cref="ISandboxProcess.Exit"/>.
    /// </remarks>
    public required Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> OnOutput { get; init; }

    /// <summary>Takes standard error, under the same rules; never at the same time as <see cref="OnOutput"/>.</summary>
    public required Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> OnError { get; init; }

    /// <summary>Most bytes of output and errors together, over its whole life; at the bound all its processes are ended.</summary>
    /// <value>Default without end: what holds it back is its receiver.</value>
    public long OutputBytesMax { get; init; } = long.MaxValue;
}
