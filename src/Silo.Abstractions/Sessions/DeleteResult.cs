namespace Silo.Abstractions.Sessions;

/// <summary>What became of deleting a session.</summary>
public enum DeleteResult
{
    /// <summary>It is gone: events, files and all.</summary>
    Deleted,

    /// <summary>It does not exist.</summary>
    NotFound,

    /// <summary>It cannot be deleted at the moment. Retry.</summary>
    Unavailable,
}
