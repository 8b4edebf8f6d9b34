namespace Silo.Runtime.Sessions;

/// <summary>The actor ended before it answered. Whether the command was recorded is unknown: activate again and retry with its key.</summary>
internal sealed class ActorEndedException(ActorEnd end) : Exception($"The session's actor ended ({end}).")
{
    internal ActorEnd End => end;
}
