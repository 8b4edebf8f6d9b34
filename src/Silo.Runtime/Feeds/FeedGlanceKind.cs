namespace Silo.Runtime.Feeds;

/// <summary>What comes next for a reader.</summary>
internal enum FeedGlanceKind
{
    /// <summary>Nothing: wait.</summary>
    Nothing,

    /// <summary>Events that are still at hand.</summary>
    Events,

    /// <summary>Older events, or a session without an actor: the journal knows.</summary>
    AskJournal,

    /// <summary>A piece of an open message.</summary>
    Delta,
}
