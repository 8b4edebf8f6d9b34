namespace Silo.Spawner.Entering;

/// <summary>The command cannot be given the user's subordinate ids; the message says why, and what to do.</summary>
internal sealed class EnterRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
