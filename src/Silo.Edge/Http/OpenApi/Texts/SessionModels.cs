using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What callers get of sessions: the sessions, their tasks, files and approvals.</summary>
internal static class SessionModels
{
    private const string Session =
        """{"id":"ses_01kdy2v7c80000000000000001","agent":"demo","agent_version":"1","title":"Mend the test","labels":{"team":"core"},"status":"idle","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:09Z","epoch":1,"head":12}""";

    private const string Approval =
        """{"id":"apr_01kdy2v7c80000000000000004","session":"ses_01kdy2v7c80000000000000001","task":"trn_01kdy2v7c80000000000000003","reason":"policy","title":"shell wants to run","tool":"shell","requested_at":"2026-01-02T03:04:05Z","decision":null,"answer":null,"decided_by":null,"decided_at":null}""";

    private static readonly ApiMember NextPage = new("next_page", "The `page` of the next one; null on the last.");

    public static IReadOnlyList<ApiModel> All { get; } =
    [
        new("Session", ResponseJson.Relaxed.SessionBody, "A session.", Session,
            new ApiMember("id", "Its id.", Id<SessionId>()),
            new ApiMember("agent", "The agent's name."),
            new ApiMember("agent_version", "The version of the agent of which it was made, and stays."),
            new ApiMember("title", "What people call it."),
            new ApiMember("labels", "What to find it by."),
            new ApiMember("status", "Whether nothing runs, a turn runs, or one waits for a person."),
            new ApiMember("created_at", "When it was made."),
            new ApiMember("updated_at", "When it last changed."),
            new ApiMember("epoch", "The fence of its last activation; 0 before the first.", new() { ["minimum"] = 0 }),
            new ApiMember("head", "The sequence of its last event.", new() { ["minimum"] = 0 })),
        new("SessionPage", ResponseJson.Relaxed.SessionListBody, "A page of sessions.", $$"""{"sessions":[{{Session}}],"next_page":null}""", new ApiMember("sessions", "The sessions."), NextPage),
        new("Accepted", ResponseJson.Relaxed.AcceptedBody, "A prompt that was recorded.", """{"task":"trn_01kdy2v7c80000000000000003","session":"ses_01kdy2v7c80000000000000001","state":"queued","position":0,"after":"AXNl…"}""",
            new ApiMember("task", "The task.", Id<TurnId>()),
            new ApiMember("session", "The session.", Id<SessionId>()),
            new ApiMember("state", "Of the moment when the prompt was recorded; of a prompt that steered a turn, or was sent before, that of now."),
            new ApiMember("position", "How many turns wait before it.", new() { ["minimum"] = 0 }),
            new ApiMember("after", "A cursor from which the stream holds the whole answer.")),
        new("Task", ResponseJson.Relaxed.TaskBody, "The handle of a turn.", """{"task":"trn_01kdy2v7c80000000000000003","session":"ses_01kdy2v7c80000000000000001","state":"ended","stop_reason":"end_turn","queued_at":"2026-01-02T03:04:05Z","ended_at":"2026-01-02T03:04:14Z","error":null}""",
            new ApiMember("task", "Its id.", Id<TurnId>()),
            new ApiMember("session", "The session.", Id<SessionId>()),
            new ApiMember("state", "Whether it waits, runs or has ended."),
            new ApiMember("stop_reason", "Why it ended; null before."),
            new ApiMember("queued_at", "When its prompt was recorded."),
            new ApiMember("ended_at", "When it ended; null before."),
            new ApiMember("error", "With the stop reasons `failed` and `paused_limit`; else null.")),
        new("TaskError", ResponseJson.Relaxed.TaskErrorBody, "Why a task did not end well.", """{"code":"turn_deadline","message":"…","retryable":true}""",
            new ApiMember("code", "A stable code; docs/errors has its page."),
            new ApiMember("message", "For people."),
            new ApiMember("retryable", "Whether the same prompt may succeed later.")),
        new("Cancelling", ResponseJson.Relaxed.CancellingBody, "A cancel that was recorded.", """{"task":"trn_01kdy2v7c80000000000000003"}""", new ApiMember("task", "The task that ends.", Id<TurnId>())),
        new("StreamToken", ResponseJson.Relaxed.StreamTokenBody, "A stream token.", """{"token":"…","begin_before":"2026-01-02T03:05:05Z"}""",
            new ApiMember("token", "For the `token` of the session's events. A secret."),
            new ApiMember("begin_before", "Until when a stream may be begun with it.")),
        new("Block", ResponseJson.Relaxed.BlockBody, "A block of a prompt, a message or a tool's result.", """{"sequence":7,"block":1,"type":"text","text":"I run the *test*.","html":"<p>I run the <em>test</em>.</p>\n"}""",
            new ApiMember("sequence", "The event.", new() { ["minimum"] = 1 }),
            new ApiMember("block", "Its number in the event.", new() { ["minimum"] = 0 }),
            new ApiMember("type", "What it is.", new() { ["enum"] = new JsonArray("text", "thought", "tool_use") }),
            new ApiMember("text", "The text; of a tool call its input as JSON. Written by models and tools: hostile."),
            new ApiMember("html", "Of a text, when it was asked for and is no longer than 64 Ki characters: elements of Markdown and tables, no markup that stood in the text, links of http, https and mailto, no images. Else null.")),
        new("Folder", ResponseJson.Relaxed.FolderBody, "A folder.", """{"path":".","entries":[{"path":"a.txt","kind":"file","size":3,"modified_at":"2026-01-02T03:04:05Z"}],"truncated":false}""",
            new ApiMember("path", "Its path in the workspace."),
            new ApiMember("entries", "What is in it, in the order of names.", new() { ["maxItems"] = 10_000 }),
            new ApiMember("truncated", "Whether there is more than could be listed.")),
        new("FolderEntry", ResponseJson.Relaxed.FolderEntryBody, "One thing in a folder.", Example: null,
            new ApiMember("path", "Its path in the workspace."),
            new ApiMember("kind", "What it is.", new() { ["enum"] = new JsonArray("file", "directory", "link", "other") }),
            new ApiMember("size", "In bytes; 0 for what is no file.", new() { ["minimum"] = 0 }),
            new ApiMember("modified_at", "When it last changed.")),
        new("Unpacked", ResponseJson.Relaxed.UnpackedBody, "A tar that was unpacked.", """{"files":12}""", new ApiMember("files", "How many files it held.", new() { ["minimum"] = 0 })),
        new("ArtifactList", ResponseJson.Relaxed.ArtifactListBody, "A page of artifacts.", """{"artifacts":[],"next_page":null}""",
            new ApiMember("artifacts", "The artifacts, in the order in which they were published. There may be more, also where there is none here: `next_page` says so.", new() { ["maxItems"] = 200 }),
            new ApiMember("next_page", "For `page`; null on the last page.")),
        new("Artifact", ResponseJson.Relaxed.ArtifactBody, "Something that a tool call handed over to people. It never changes.", Example: null,
            new ApiMember("artifact", "Its number: the sequence of the event that published it.", new() { ["minimum"] = 1 }),
            new ApiMember("name", "Its file name. One with the name of an earlier one is its next version. Written by a model or a tool: hostile."),
            new ApiMember("title", "What it is, in a line. Hostile."),
            new ApiMember("media_type", "Its media type, as its maker says. Hostile."),
            new ApiMember("size", "In bytes.", new() { ["minimum"] = 0 }),
            new ApiMember("sha256", "Of its content: the `ETag` without its quotes.", new() { ["pattern"] = "^[0-9a-f]{64}$" }),
            new ApiMember("path", "The workspace's file that it is a copy of; null when it is none."),
            new ApiMember("task", "The task that published it.", Id<TurnId>()),
            new ApiMember("published_at", "When.")),
        new("Approval", ResponseJson.Relaxed.ApprovalBody, "A question to a person.", Approval,
            new ApiMember("id", "Its id.", Id<ApprovalId>()),
            new ApiMember("session", "The session.", Id<SessionId>()),
            new ApiMember("task", "The task that waits.", Id<TurnId>()),
            new ApiMember("reason", "Why it is asked, as a word."),
            new ApiMember("title", "What is asked. Holds text of a model: hostile."),
            new ApiMember("tool", "The tool that it is about."),
            new ApiMember("requested_at", "When it was asked."),
            new ApiMember("decision", "What was decided; null while it waits."),
            new ApiMember("answer", "What the person wrote."),
            new ApiMember("decided_by", "The name and id of the key that decided."),
            new ApiMember("decided_at", "When it was decided.")),
        new("ApprovalPage", ResponseJson.Relaxed.ApprovalListBody, "A page of approvals.", $$"""{"approvals":[{{Approval}}],"next_page":null}""", new ApiMember("approvals", "The approvals."), NextPage),
    ];

    private static JsonObject Id<TId>()
        where TId : struct, IId<TId> => new() { ["pattern"] = ApiSchema.IdPattern<TId>() };
}
