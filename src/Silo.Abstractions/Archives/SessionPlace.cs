namespace Silo.Abstractions.Archives;

/// <summary>What a journal knows of a session's id.</summary>
public enum SessionPlace
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>The session is there.</summary>
    Present,

    /// <summary>A session of that id was deleted: the id is never used again.</summary>
    Deleted,
}
