using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.OpenApi;

/// <summary>Errors that come together.</summary>
internal static class ProblemSets
{
    /// <summary>Of every route, also one that is open.</summary>
    public static IReadOnlyList<ProblemCode> Open { get; } = [ProblemCodes.RequestInvalid, ProblemCodes.OriginRefused, ProblemCodes.HostRefused, ProblemCodes.Internal];

    /// <summary>Of every look at a key: keys lie in the journal's store.</summary>
    public static IReadOnlyList<ProblemCode> KeyLookUp { get; } =
    [
        ProblemCodes.Unauthenticated, ProblemCodes.TooManyFailures, ProblemCodes.TooManyRequests, ProblemCodes.IssuerUnavailable, ProblemCodes.StorageUnavailable,
        ProblemCodes.JournalFull, ProblemCodes.JournalReadOnly, ProblemCodes.JournalBusy, ProblemCodes.JournalUnavailable, ProblemCodes.JournalCorrupt, ProblemCodes.JournalSchema,
    ];

    /// <summary>Of every route that needs a key.</summary>
    public static IReadOnlyList<ProblemCode> Ruled { get; } = [.. Open, .. KeyLookUp, ProblemCodes.Forbidden];

    /// <summary>Of a body in JSON.</summary>
    public static IReadOnlyList<ProblemCode> Json { get; } = [ProblemCodes.BodyInvalid, ProblemCodes.BodyTooLarge, ProblemCodes.ContentTypeRefused, ProblemCodes.RequestTimeout];

    /// <summary>Of a command that waits for the journal: it may be refused before its body is read.</summary>
    public static IReadOnlyList<ProblemCode> Intake { get; } = [ProblemCodes.JournalSlow, ProblemCodes.CommandsFull];

    /// <summary>Of a route of one session.</summary>
    public static IReadOnlyList<ProblemCode> Session { get; } = [ProblemCodes.IdInvalid, ProblemCodes.SessionNotFound];

    /// <summary>Of a list in pages.</summary>
    public static IReadOnlyList<ProblemCode> Pages { get; } = [ProblemCodes.QueryInvalid, ProblemCodes.PageInvalid];

    /// <summary>Of a command that may bring its session to life.</summary>
    public static IReadOnlyList<ProblemCode> Command { get; } =
    [
        ProblemCodes.SessionUnavailable, ProblemCodes.SessionMoved, ProblemCodes.SessionUnreadable, ProblemCodes.ActivationFailed, ProblemCodes.SandboxNotDead,
        ProblemCodes.WorkspaceHeld, ProblemCodes.MailboxFull, ProblemCodes.SessionsFull, ProblemCodes.HostStopping,
    ];

    /// <summary>Of every access to files.</summary>
    public static IReadOnlyList<ProblemCode> Files { get; } =
    [
        ProblemCodes.PathInvalid, ProblemCodes.PathOutside, ProblemCodes.PermissionDenied, ProblemCodes.NotAFile, ProblemCodes.NotADirectory, ProblemCodes.FileNotFound,
        ProblemCodes.WorkspaceForeign,
    ];
}
