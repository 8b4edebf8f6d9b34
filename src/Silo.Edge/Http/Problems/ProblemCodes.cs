using System.Collections.Frozen;
using System.Reflection;

namespace Silo.Edge.Http.Problems;

/// <summary>Every code that the API answers with. A code is never renamed; a test keeps docs/errors in step.</summary>
internal static class ProblemCodes
{
    // The request itself.
    public static readonly ProblemCode RequestInvalid = new("request_invalid", 400, "The request is malformed");
    public static readonly ProblemCode BodyInvalid = new("body_invalid", 400, "The body is not what this request takes");
    public static readonly ProblemCode QueryInvalid = new("query_invalid", 400, "A query parameter is not what this request takes");
    public static readonly ProblemCode IdInvalid = new("id_invalid", 400, "An id is malformed");
    public static readonly ProblemCode CursorInvalid = new("cursor_invalid", 400, "The cursor is not one of this session");
    public static readonly ProblemCode PageInvalid = new("page_invalid", 400, "The page token is malformed");
    public static readonly ProblemCode IdempotencyKeyInvalid = new("idempotency_key_invalid", 400, "The idempotency key is malformed");
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, "The request shows no valid key");
    public static readonly ProblemCode IssuerUnavailable = new("issuer_unavailable", 503, "The issuer of tokens does not answer", Retryable: true);
    public static readonly ProblemCode Forbidden = new("forbidden", 403, "The key's role does not allow this");
    public static readonly ProblemCode TooManyRequests = new("too_many_requests", 429, "The key sends more requests than it may", Retryable: true);
    public static readonly ProblemCode TooManyFailures = new("too_many_failures", 429, "The address shows more wrong keys than it may", Retryable: true);
    public static readonly ProblemCode OriginRefused = new("origin_refused", 403, "Pages of other origins may not call this server");
    public static readonly ProblemCode HostRefused = new("host_refused", 421, "This server does not answer to that name");
    public static readonly ProblemCode RouteNotFound = new("route_not_found", 404, "There is no such route");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "The route does not take this method");
    public static readonly ProblemCode ConnectionsFull = new("connections_full", 503, "As many connections are open as may be", Retryable: true);
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408, "The request came too slowly", Retryable: true);
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The body is too large");
    public static readonly ProblemCode ContentTypeRefused = new("content_type_refused", 415, "The content type is not what this request takes");
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency_key_reused", 422, "The idempotency key was used with another body");

    // Sessions, turns, streams, approvals.
    public static readonly ProblemCode SessionNotFound = new("session_not_found", 404, "There is no such session");
    public static readonly ProblemCode SessionUnavailable = new("session_unavailable", 503, "The session is not available at the moment", Retryable: true);
    public static readonly ProblemCode SessionMoved = new("session_moved", 503, "The session is moving", Retryable: true);
    public static readonly ProblemCode SessionUnreadable = new("session_unreadable", 500, "The session's record cannot be read");
    public static readonly ProblemCode ActivationFailed = new("activation_failed", 503, "The session could not be brought to life", Retryable: true);
    public static readonly ProblemCode SandboxNotDead = new("sandbox_not_dead", 503, "A process of the session would not end", Retryable: true);
    public static readonly ProblemCode WorkspaceHeld = new("workspace_held", 503, "Another host has the session's files", Retryable: true);
    public static readonly ProblemCode MailboxFull = new("mailbox_full", 503, "As many commands wait for the session as may", Retryable: true);
    public static readonly ProblemCode SessionsFull = new("sessions_full", 503, "As many sessions live as may", Retryable: true);
    public static readonly ProblemCode TenantSessionsFull = new("tenant_sessions_full", 409, "The tenant has as many sessions as it may");
    public static readonly ProblemCode HostStopping = new("host_stopping", 503, "The server stops", Retryable: true);
    public static readonly ProblemCode AgentNotFound = new("agent_not_found", 422, "There is no such agent");
    public static readonly ProblemCode TaskNotFound = new("task_not_found", 404, "There is no such task");
    public static readonly ProblemCode PromptTooLarge = new("prompt_too_large", 413, "The prompt is too large");
    public static readonly ProblemCode QueueFull = new("queue_full", 429, "The session's queue is full", Retryable: true);
    public static readonly ProblemCode CannotInterject = new("cannot_interject", 409, "The running turn takes no prompts into it");
    public static readonly ProblemCode NothingToCancel = new("nothing_to_cancel", 409, "No such turn is queued or running");
    public static readonly ProblemCode StreamsFull = new("streams_full", 503, "As many streams are open as may be", Retryable: true);
    public static readonly ProblemCode TenantStreamsFull = new("tenant_streams_full", 429, "The tenant has as many streams open as it may", Retryable: true);
    public static readonly ProblemCode ApprovalNotFound = new("approval_not_found", 404, "There is no such approval");
    public static readonly ProblemCode ApprovalResolved = new("approval_resolved", 409, "The approval is decided already");
    public static readonly ProblemCode DecisionNotAChoice = new("decision_not_a_choice", 422, "The approval takes other decisions");
    public static readonly ProblemCode ArtifactNotFound = new("artifact_not_found", 404, "There is no such artifact");
    public static readonly ProblemCode BlockNotFound = new("block_not_found", 404, "There is no such block");
    public static readonly ProblemCode KeyNotFound = new("key_not_found", 404, "There is no such key");

    // Files.
    public static readonly ProblemCode FileNotFound = new("file_not_found", 404, "There is nothing at this path");
    public static readonly ProblemCode NotAFile = new("not_a_file", 409, "What stands at this path is no regular file");
    public static readonly ProblemCode NotADirectory = new("not_a_directory", 409, "What stands at this path is no folder");
    public static readonly ProblemCode PathInvalid = new("path_invalid", 400, "The path is malformed");
    public static readonly ProblemCode PathOutside = new("path_outside", 403, "The path leads out of the workspace");
    public static readonly ProblemCode PermissionDenied = new("permission_denied", 403, "The file's permissions forbid this");
    public static readonly ProblemCode PreconditionFailed = new("precondition_failed", 412, "The file is not as the request demands");
    public static readonly ProblemCode RangeInvalid = new("range_invalid", 416, "The range lies beyond the file");
    public static readonly ProblemCode FileTooLarge = new("file_too_large", 413, "The file is too large");
    public static readonly ProblemCode WorkspaceForeign = new("workspace_foreign", 503, "The files belong to a user for whom the server may not act");
    public static readonly ProblemCode WorkspaceFull = new("workspace_full", 507, "There is no room for the file", Retryable: true);
    public static readonly ProblemCode TarInvalid = new("tar_invalid", 400, "The tar cannot be read");
    public static readonly ProblemCode TarHostile = new("tar_hostile", 422, "The tar holds an entry that is refused");
    public static readonly ProblemCode TarTooLarge = new("tar_too_large", 413, "The tar unpacks to more than is allowed");

    // The server.
    public static readonly ProblemCode JournalFull = new("journal_full", 503, "The disk under the journal is full", Retryable: true);
    public static readonly ProblemCode JournalReadOnly = new("journal_read_only", 503, "The journal cannot be written", Retryable: true);
    public static readonly ProblemCode JournalBusy = new("journal_busy", 503, "The journal is busy", Retryable: true);
    public static readonly ProblemCode JournalSlow = new("journal_slow", 503, "The journal is behind", Retryable: true);
    public static readonly ProblemCode CommandsFull = new("commands_full", 503, "As many commands are under way as may be", Retryable: true);
    public static readonly ProblemCode JournalUnavailable = new("journal_unavailable", 503, "The journal did not answer", Retryable: true);
    public static readonly ProblemCode JournalCorrupt = new("journal_corrupt", 500, "Stored bytes are not what was written");
    public static readonly ProblemCode JournalSchema = new("journal_schema", 500, "The journal was written by a newer Silo");
    public static readonly ProblemCode StorageUnavailable = new("storage_unavailable", 503, "The storage did not take or give the bytes", Retryable: true);
    public static readonly ProblemCode Internal = new("internal", 500, "The server failed");

    private static readonly FrozenDictionary<string, ProblemCode> ByCode = typeof(ProblemCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (ProblemCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    /// <summary>All codes.</summary>
    public static IReadOnlyCollection<ProblemCode> All => ByCode.Values;

    /// <summary>Finds a code by its name; null for one that only a layer below knows.</summary>
    public static ProblemCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
