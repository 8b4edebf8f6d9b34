namespace Silo.Abstractions.Tools;

/// <summary>The tools of one live session from one source. Safe from any thread.</summary>
public interface ISessionTools : IAsyncDisposable
{
    /// <summary>The tools there are now: asked before every attempt of a model call, and when a call names a tool that is not known.</summary>
    /// <param name="cancellationToken">Stops waiting; what has been started goes on starting.</param>
    /// <returns>
    /// One listing for each server, in the order of the agent's definition. The first call starts them and waits for them, each within
    /// its own limit. A server that is slow or broken is a listing with an error, never an exception.
    /// </returns>
    Task<IReadOnlyList<ToolListing>> ListAsync(CancellationToken cancellationToken);
}
