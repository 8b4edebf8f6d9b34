namespace Silo.Client.Errors;

/// <summary>No answer came: the server is not there, or the connection broke, and the retries are used up.</summary>
/// <remarks>Retry later. What was asked for may have been done; with the same idempotency key it is not done twice.</remarks>
public sealed class SiloUnreachableException : SiloException
{
    internal SiloUnreachableException(Uri server, string reason, Exception? inner)
        : base($"No answer from {server}: {reason}", inner) => Server = server;

    /// <summary>The server that was asked.</summary>
    public Uri Server { get; }
}
