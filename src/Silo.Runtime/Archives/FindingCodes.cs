namespace Silo.Runtime.Archives;

/// <summary>The kinds of damage that a walk finds. Their manual is docs/operating/journal.md.</summary>
public static class FindingCodes
{
    /// <summary>Sequences have a gap, or end before the session's head.</summary>
    public const string EventMissing = "event_missing";

    /// <summary>A sequence stands twice, or after the head.</summary>
    public const string EventExtra = "event_extra";

    /// <summary>Stored bytes do not match their checksum.</summary>
    public const string EventChecksum = "event_checksum";

    /// <summary>The bytes match their checksum, but are no event, or one that belongs elsewhere.</summary>
    public const string EventUnreadable = "event_unreadable";

    /// <summary>An event that no session can have at this place: its session could not be activated.</summary>
    public const string EventImpossible = "event_impossible";

    /// <summary>The session's row does not read, or does not say what the events say.</summary>
    public const string SessionRow = "session_row";

    /// <summary>A turn's ticket is missing, is of no turn, or does not say what the events say.</summary>
    public const string Ticket = "ticket";

    /// <summary>An approval's row is missing, is of none, or does not say what the events say.</summary>
    public const string Approval = "approval";

    /// <summary>An event refers to a blob that is not there.</summary>
    public const string BlobMissing = "blob_missing";

    /// <summary>A blob does not match its hash.</summary>
    public const string BlobDamaged = "blob_damaged";

    /// <summary>The session has more damage than is listed.</summary>
    public const string More = "more";

    /// <summary>
    /// Whether a finding is of rows alone. Rows are written with the last of the commits that a large decision takes: whoever looks between two of
    /// them sees rows that come in a moment, so a session with such findings only is looked at twice.
    /// </summary>
    internal static bool IsOfRows(string code) => code is SessionRow or Ticket or Approval;
}
