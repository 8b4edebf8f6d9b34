namespace Silo.Runtime.Sessions;

/// <summary>The answer of a handle whose actor has ended: activate again.</summary>
internal static class SessionMoved
{
    internal const string Code = "session_moved";
    internal const string Message = "The session's actor ended before it answered. Send the command again, with the same idempotency key.";

    /// <summary>Nothing of the command was recorded: whoever still holds it may send it to the next activation, without a key too.</summary>
    internal const string NotTaken = "The session's actor ended before it took the command, and nothing of it was recorded. Send the command again.";
}
