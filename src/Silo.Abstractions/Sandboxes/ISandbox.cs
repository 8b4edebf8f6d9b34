namespace Silo.Abstractions.Sandboxes;

/// <summary>A live sandbox of one session. Disposing it ends every process in it and returns when they are gone.</summary>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>Whether it can still run commands.</summary>
    bool IsAlive { get; }

    /// <summary>Runs a command in it. Commands may run at once.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Ends the command's processes, then throws.</param>
    /// <exception cref="SandboxException">The sandbox is gone or could not start the command. Make a new one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the command's processes are gone.</exception>
    Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken);
}
