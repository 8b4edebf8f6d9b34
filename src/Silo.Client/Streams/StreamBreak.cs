namespace Silo.Client.Streams;

/// <summary>Why a connection brings nothing more, though the stream is not over.</summary>
/// <param name="Reason">What happened, in one sentence.</param>
/// <param name="Asked">How long the server wants to be left alone; null when it did not say.</param>
/// <param name="Cause">The exception, or null.</param>
internal sealed record StreamBreak(string Reason, TimeSpan? Asked = null, Exception? Cause = null);
