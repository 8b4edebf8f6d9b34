using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Agents;
using Silo.Edge.Http.Audit;
using Silo.Edge.Http.Health;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What callers get of the server: agents, health, keys, the audit log, and problems.</summary>
internal static class HostModels
{
    private const string Key =
        """{"id":"key_01kdy2v7c80000000000000006","name":"ci","tenant":"default","role":"user","created_at":"2026-01-02T03:04:05Z","created_by":"key_01kdy2v7c80000000000000005","expires_at":"2027-01-01T00:00:00Z","revoked_at":null,"last_used_at":null}""";

    private static readonly ApiMember NextPage = new("next_page", "The `page` of the next one; null on the last.");

    public static IReadOnlyList<ApiModel> All { get; } =
    [
        new("Agent", Of<AgentBody>(), "An agent.", """{"name":"demo","version":"1","description":"Shows what there is.","driver":"scripted","tools":["shell"]}""",
            new ApiMember("name", "Its name."), new ApiMember("version", "Its version."), new ApiMember("description", "What it is for."), new ApiMember("driver", "What drives it."), new ApiMember("tools", "The names of its tools.")),
        new("AgentList", ResponseJson.Relaxed.AgentListBody, "All agents.", Example: null, new ApiMember("agents", "The agents.")),
        new("AgentValidation", ResponseJson.Relaxed.AgentValidationBody, "What became of a check.", """{"valid":false,"agent":null,"errors":[{"line":14,"column":19,"setting":"limits.turn_steps_max","message":"'0' is out of range; allowed: 1 to 100000"}]}""",
            new ApiMember("valid", "Whether the file would do."), new ApiMember("agent", "The agent, when it would."), new ApiMember("errors", "Everything that is wrong.")),
        new("AgentFault", Of<AgentFault>(), "One thing that is wrong with an agent file.", Example: null,
            new ApiMember("line", "From 1; 0 when the file as a whole is meant.", new() { ["minimum"] = 0 }), new ApiMember("column", "From 1; 0 when the file as a whole is meant.", new() { ["minimum"] = 0 }),
            new ApiMember("setting", "The setting; empty when the file as a whole is meant."), new ApiMember("message", "What is wrong and what is allowed.")),
        new("Live", ResponseJson.Relaxed.LiveBody, "That the process works.", """{"live":true}""", new ApiMember("live", "True.")),
        new("Ready", ResponseJson.Relaxed.ReadyBody, "Whether the server can serve.", """{"ready":true,"checks":[{"name":"journal","ok":true,"detail":"It answers."}]}""", new ApiMember("ready", "Whether every check is well."), new ApiMember("checks", "What was looked at.")),
        new("ReadyCheck", Of<CheckBody>(), "One check.", Example: null, new ApiMember("name", "Its name."), new ApiMember("ok", "Whether it is well."), new ApiMember("detail", "One line for people.")),
        new("Doctor", ResponseJson.Relaxed.DoctorBody, "What of the host works.", """{"status":"ok","checks":[{"name":"journal","status":"ok","detail":"It answers.","mend":null}]}""", new ApiMember("status", "The worst of the checks."), new ApiMember("checks", "What was looked at.")),
        new("DoctorCheck", Of<DoctorResult>(), "One thing that was looked at.", Example: null,
            new ApiMember("name", "What it is."), new ApiMember("status", "How it is: `degraded` works with less protection or room than it should have."), new ApiMember("detail", "One line for people."), new ApiMember("mend", "What to do about it.")),
        new("WhoAmI", ResponseJson.Relaxed.WhoAmIBody, "A caller.", """{"id":"key_01kdy2v7c80000000000000006","name":"anna","tenant":"default","role":"user","proof":"cookie","ends_at":null}""",
            new ApiMember("id", "As the audit log names it: a key's id, `jwt:` and the subject of a token, or `local`."), new ApiMember("name", "What people call it."), new ApiMember("tenant", "Where it acts."), new ApiMember("role", "What it may do there."),
            new ApiMember("proof", "How it is known: `none` where no key is needed.", ApiSchema.OneOf("none", "key", "jwt", "cookie")), new ApiMember("ends_at", "When what it shows ends; null for never.")),
        new("Key", ResponseJson.Relaxed.KeyBody, "A key.", Key,
            new ApiMember("id", "Its id.", Id<KeyId>()), new ApiMember("name", "What it is for."), new ApiMember("tenant", "Its tenant."), new ApiMember("role", "What it may do."),
            new ApiMember("created_at", "When it was made."), new ApiMember("created_by", "Who made it."), new ApiMember("expires_at", "From when it opens nothing."), new ApiMember("revoked_at", "Since when it opens nothing."),
            new ApiMember("last_used_at", "To about a minute."), new ApiMember("key", "The secret; only in the answer that makes the key.") { Required = false }),
        new("KeyPage", ResponseJson.Relaxed.KeyListBody, "A page of keys.", $$"""{"keys":[{{Key}}],"next_page":null}""", new ApiMember("keys", "The keys."), NextPage),
        new("AuditEntry", Of<AuditBody>(), "A change that was asked for.", """{"id":"aud_01kdy2v7c80000000000000007","at":"2026-01-02T03:04:05Z","caller":"key_01kdy2v7c80000000000000006","caller_name":"ci","operation":"turn_prompt","target":"ses_01kdy2v7c80000000000000001","request":"0HN…","outcome":"done","ended_at":"2026-01-02T03:04:05Z"}""",
            new ApiMember("id", "Its id.", Id<AuditId>()), new ApiMember("at", "When it was asked for, before it was made."), new ApiMember("caller", "Who asked."), new ApiMember("caller_name", "The caller's name."),
            new ApiMember("operation", "What was asked."), new ApiMember("target", "The id of what it was about."), new ApiMember("request", "The request's id, as in the log."),
            new ApiMember("outcome", "What became of it: `done`, `forbidden`, `failed`, `abandoned`, or the code that was answered; null when the host died in between."), new ApiMember("ended_at", "When that was known.")),
        new("AuditPage", ResponseJson.Relaxed.AuditListBody, "A page of the audit log.", Example: null, new ApiMember("entries", "The entries."), NextPage),
        new("Problem", ResponseJson.Relaxed.ProblemBody, "An error (RFC 9457).", """{"type":"https://silo.dev/errors/queue_full","title":"The session's queue is full","status":429,"code":"queue_full","detail":"16 turns wait already.","limit":"queued_turns_max","value":16,"retryable":true}""",
            new ApiMember("type", "The code as a URI."), new ApiMember("title", "What it is."), new ApiMember("status", "The response's status.", new() { ["minimum"] = 400, ["maximum"] = 599 }),
            new ApiMember("code", "Stable; docs/errors has its page. A later version may add codes: go by `status` and `retryable` then."), new ApiMember("detail", "What happened here and what to do."), new ApiMember("limit", "The bound that was reached.") { Required = false },
            new ApiMember("value", "The value of that bound.") { Required = false }, new ApiMember("retryable", "Whether the same request may succeed later."),
            new ApiMember("approval", "With `approval_resolved`: the approval as it was decided first.") { Required = false }),
    ];

    private static JsonTypeInfo Of<T>() => ResponseJson.Relaxed.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is not written by the API.");

    private static JsonObject Id<TId>()
        where TId : struct, IId<TId> => new() { ["pattern"] = ApiSchema.IdPattern<TId>() };
}
