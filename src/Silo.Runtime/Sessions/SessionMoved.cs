namespace Silo.Runtime.Sessions;

/// <summary>The answer of a handle whose actor has ended: activate again.</summary>
internal static class SessionMoved
{
    internal const string Code = "session_moved";
    internal const string Message = "The session's actor ended before it answered. Send the command again, with the same idempotency key.";
}
