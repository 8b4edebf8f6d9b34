namespace Silo.Runtime.Sessions;

/// <summary>The actor ended before it answered: activate again.</summary>
/// <param name="end">Why it ended.</param>
/// <param name="wasTaken">
/// Whether the command had been taken out of the mailbox. If so, whether it was recorded is unknown: retry with its key alone. If not, it was not.
/// </param>
internal sealed class ActorEndedException(ActorEnd end, bool wasTaken = true) : Exception($"The session's actor ended ({end}).")
{
    internal ActorEnd End => end;

    internal bool WasTaken => wasTaken;
}
