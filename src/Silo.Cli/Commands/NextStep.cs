using Silo.Client.Errors;

namespace Silo.Cli.Commands;

/// <summary>What a person can do about a refusal.</summary>
internal static class NextStep
{
    internal static string For(SiloApiException e) => e.Code switch
    {
        "session_not_found" => "See which sessions there are: silo sessions",
        "agent_not_found" => "See which agents there are: silo agents",
        "task_not_found" => "See what the session did: silo tail <session>",
        "artifact_not_found" => "See which artifacts there are: silo artifacts ls <session>",
        "key_not_found" => "See which keys there are: silo keys",
        "approval_not_found" => "See what waits: silo approvals",
        "approval_resolved" => "The first decision stands. See: silo approvals --all",
        "queue_full" => "Wait for a turn to end, or cancel one: silo cancel <session>",
        "decision_not_a_choice" => "See what can be decided: silo tail <session>",
        "nothing_to_cancel" => "No turn runs. See: silo sessions",
        "cursor_invalid" => "The cursor is of another session or damaged: delete the cursor file, or leave --after out.",
        "idempotency_key_reused" => "The cursor file belongs to another run: delete it, or name another.",
        "unauthenticated" => "Name a key: --key-file <file>, SILO_API_KEY, or a profile: silo profiles add <name> --server <url> --with-key",
        "forbidden" => "The key's role does not allow it; ask an operator for another key.",
        _ when e.RetryAfter is { } wait => $"Try again in {Math.Ceiling(wait.TotalSeconds)} s. About this error: docs/errors/{e.Code}.md",
        _ when e.Retryable => $"Try again. About this error: docs/errors/{e.Code}.md",
        _ => $"About this error: docs/errors/{e.Code}.md",
    };
}
