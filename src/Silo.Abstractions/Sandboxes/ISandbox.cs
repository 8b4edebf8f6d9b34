namespace Silo.Abstractions.Sandboxes;

/// <summary>A live sandbox of one session. Disposing it ends every process in it and returns when they are gone.</summary>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>Whether it can still run commands.</summary>
    bool IsAlive { get; }

    /// <summary>How strong it is.</summary>
    SandboxDescription Description { get; }

    /// <summary>Runs a command in it. Commands may run at once.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Ends the command's processes, then throws.</param>
    /// <exception cref="SandboxException">The sandbox is gone or could not start the command. Make a new one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the command's processes are gone.</exception>
    Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken);

    /// <summary>Starts a program that lives on, such as a server. It ends when it is disposed of, and with the sandbox at the latest.</summary>
    /// <param name="start">The program.</param>
    /// <param name="cancellationToken">Gives up before it was asked for.</param>
    /// <returns>The process, which its caller disposes of. That it could not begin comes out of <see cref="ISandboxProcess.Exit"/>.</returns>
    /// <exception cref="ArgumentException">The start is beyond a bound, which the message names. Do not retry.</exception>
    /// <exception cref="SandboxException">The sandbox is gone. Make a new one.</exception>
    Task<ISandboxProcess> StartAsync(SandboxProcessStart start, CancellationToken cancellationToken);
}
