using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions;

/// <summary>One attempt to have a session: whether it took the fence of somebody whose turn nobody goes on with now, unless this host does.</summary>
/// <param name="self">This host.</param>
internal sealed class Takeover(Owner self)
{
    /// <summary>Whether this host is to bring the session to life by itself, should the attempt fail.</summary>
    internal bool IsOwed { get; private set; }

    /// <summary>The fence was taken, or may have been.</summary>
    /// <param name="previous">Who had it; null for nobody.</param>
    internal void Took(Owner? previous) => IsOwed |= previous is not null && previous.Start != self.Start;

    /// <summary>What the session was doing was stopped by this attempt.</summary>
    internal void Owe() => IsOwed = true;

    /// <summary>The session is gone: there is nothing to go on with.</summary>
    internal void Settle() => IsOwed = false;
}
