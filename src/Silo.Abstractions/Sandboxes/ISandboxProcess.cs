namespace Silo.Abstractions.Sandboxes;

/// <summary>A program that lives on in a sandbox. Disposing of it ends all its processes and returns when they are gone.</summary>
public interface ISandboxProcess : IAsyncDisposable
{
    /// <summary>Completes when all its processes are gone, with how it ended, or with 137 when it was disposed of.</summary>
    /// <exception cref="SandboxException">It could not begin (<c>sandbox_failed</c>). Do not retry the same.</exception>
    Task<SandboxExit> Exit { get; }

    /// <summary>Writes to its standard input. Writers take turns.</summary>
    /// <param name="input">Any number of bytes.</param>
    /// <param name="cancellationToken">Stops waiting; a part may have been written.</param>
    /// <returns>
    /// True when its pipe took everything: one that does not read holds the writer back, and nothing piles up on the way.
    /// False when it takes no more: it ended, closed its input, or <see cref="EndInputAsync"/> came first.
    /// </returns>
    Task<bool> TryWriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>Ends its standard input, after what is being written; it reads the end and runs on. Ending it twice, or after its exit, does nothing.</summary>
    /// <param name="cancellationToken">Stops waiting for writers before.</param>
    Task EndInputAsync(CancellationToken cancellationToken);
}
