using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Launching;

/// <summary>A command whose namespaces are being made, and then the command.</summary>
internal interface ILaunchedCommand : IDisposable
{
    /// <summary>Returns when its namespaces are there and it waits for <see cref="LetGoAsync"/>.</summary>
    /// <returns>Null when they could not be made.</returns>
    Task<HeldCommand?> WaitHeldAsync();

    /// <summary>Lets it begin. What it holds is recorded and bounded by now.</summary>
    /// <exception cref="IOException">It could not begin.</exception>
    Task LetGoAsync();

    /// <summary>Returns when it has ended, or could not begin; what it started may still run.</summary>
    Task WaitEndAsync();

    /// <summary>Ends what is left, and returns when that is gone.</summary>
    Task EndAsync();

    /// <summary>How it ended; asked for when all its processes are gone.</summary>
    /// <param name="firstErrors">The beginning of what came out of its errors.</param>
    /// <exception cref="SandboxException">It never began (<c>sandbox_failed</c>).</exception>
    Task<ExitedReply> ReadExitAsync(string firstErrors);
}
