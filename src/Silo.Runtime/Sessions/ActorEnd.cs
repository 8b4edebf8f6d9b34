namespace Silo.Runtime.Sessions;

/// <summary>Why an actor ended.</summary>
internal enum ActorEnd
{
    /// <summary>In good order.</summary>
    Stopped,

    /// <summary>A newer activation holds the fence.</summary>
    Fenced,

    /// <summary>The session does not exist any more.</summary>
    Gone,

    /// <summary>A commit's outcome is unknown: fence again and read.</summary>
    OutcomeUnknown,

    /// <summary>A bug of ours: an invariant did not hold. The session stops, the host does not.</summary>
    Broken,
}
