using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Access;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Workspaces;
using Silo.Edge.Http.Sessions;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Problems;

/// <summary>Gives the exceptions of the ports their names in the API.</summary>
internal static class ExceptionProblems
{
    /// <summary>The problem that an exception means; null for one that nobody expected.</summary>
    public static Problem? From(Exception exception) => exception switch
    {
        ProblemException e => e.Problem,
        AccessDeniedException { Needed: { } needed } => new Problem(ProblemCodes.Forbidden, $"This needs a key of the role {needed.ToString().ToLowerInvariant()} or more."),
        AccessDeniedException => new Problem(ProblemCodes.Forbidden, "This access covers the events of one session, and nothing else."),
        KeyLookUpsFullException e => new Problem(ProblemCodes.JournalBusy, "As many keys are being looked up as may at once. Send the request again.")
        {
            Limit = "key_look_ups_max",
            Value = e.Max,
        },
        SessionUnknownException => SessionLookup.NotFound(),
        // Reading the body failed while a workspace read it.
        WorkspaceException { InnerException: (ProblemException or BadHttpRequestException) and { } cause } => From(cause),
        WorkspaceException e when ProblemCodes.Find(e.Code) is { } code => new Problem(code, e.Message),
        JournalException e => FromJournal(e),
        BadHttpRequestException e => FromRequest(e),
        // Messages of the file system name paths of the server: they go to the log, not to the caller.
        IOException or InvalidDataException => new Problem(ProblemCodes.StorageUnavailable, "The server could not read or write its storage. Its log says why."),
        _ => null,
    };

    private static Problem FromJournal(JournalException exception) => exception switch
    {
        JournalFullException => new Problem(ProblemCodes.JournalFull, "The disk or quota under the journal is full. Free space, then send the request again."),
        JournalReadOnlyException => new Problem(ProblemCodes.JournalReadOnly, "The journal's file or file system is read-only. Mend that, then send the request again."),
        JournalBusyException => new Problem(ProblemCodes.JournalBusy, "Another process holds the journal. Send the request again."),
        JournalCorruptException => new Problem(ProblemCodes.JournalCorrupt, "A stored checksum does not match. Nothing was overwritten; the server's log names the place."),
        JournalSchemaException => new Problem(ProblemCodes.JournalSchema, "Start the Silo that wrote this journal, or a newer one."),
        _ => new Problem(ProblemCodes.JournalUnavailable, "Whether the request was recorded is not known. Send it again, with the same idempotency key."),
    };

    private static Problem FromRequest(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new Problem(ProblemCodes.BodyTooLarge, "The body is larger than the server takes."),
        StatusCodes.Status408RequestTimeout => new Problem(ProblemCodes.RequestTimeout, "The body came too slowly. Send the request again."),
        _ => new Problem(ProblemCodes.RequestInvalid, "The request is not well-formed HTTP."),
    };
}
