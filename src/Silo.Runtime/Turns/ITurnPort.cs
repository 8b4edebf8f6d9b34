using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Turns;

/// <summary>What a turn's context needs of its session's actor.</summary>
internal interface ITurnPort
{
    /// <summary>The state as decided so far.</summary>
    SessionState State { get; }

    /// <summary>Puts a message into the actor's mailbox.</summary>
    void Post(SessionMessage message);
}
