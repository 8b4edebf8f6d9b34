namespace Silo.Spawner.Serving;

/// <summary>The spawner cannot serve; the message says why, and what to do.</summary>
internal sealed class ServeRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
