using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Edge.Auth;
using Silo.Edge.Http.Approvals;
using Silo.Edge.Http.Keys;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Sessions;
using Silo.Edge.Http.Turns;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>The bodies that callers send, with their bounds.</summary>
internal static class RequestModels
{
    public static IReadOnlyList<ApiModel> All { get; } =
    [
        new("CreateSession", RequestJson.Default.CreateSessionBody, "A session to be made.", """{"agent":"demo","title":"Mend the test","labels":{"team":"core"}}""",
            new ApiMember("agent", "The name of an agent.") { Required = true },
            new ApiMember("title", "What people call it.", new() { ["maxLength"] = SessionRules.TitleCharsMax }),
            new ApiMember("labels", "What to find it by.", new JsonObject
            {
                ["maxProperties"] = SessionRules.LabelsMax,
                ["propertyNames"] = new JsonObject { ["minLength"] = 1, ["maxLength"] = SessionRules.LabelCharsMax, ["pattern"] = "^[^:]*$" },
                ["additionalProperties"] = ApiSchema.Text(max: SessionRules.LabelCharsMax),
            })) { IsRequest = true },
        new("Prompt", RequestJson.Default.PromptBody, "A prompt.", """{"prompt":"Make the test pass.","mode":"queue","deadline_ms":600000}""",
            new ApiMember("prompt", $"A text, or blocks of text; {PromptRules.BytesMax} bytes at most.", Blocks()) { Required = true },
            new ApiMember("mode", "`queue`: its turn comes after those that wait. `interject`: into the turn that runs.", Default(ApiSchema.OneOf("queue", "interject"), "queue")),
            new ApiMember("deadline_ms", "How long its turn may take, in milliseconds; without it the agent's own limit holds.", new() { ["minimum"] = PromptRules.DeadlineMsMin, ["maximum"] = PromptRules.DeadlineMsMax })) { IsRequest = true },
        new("Cancel", RequestJson.Default.CancelBody, "Which turn to cancel.", "{}", new ApiMember("task", "The task; without it the one that runs.", Pattern<TurnId>())) { IsRequest = true },
        new("Decision", RequestJson.Default.DecisionBody, "A decision.", """{"decision":"approve"}""",
            new ApiMember("decision", "What was decided; which of them an approval takes is said where one is refused.", ApiSchema.OneOf("approve", "reject", "answer")) { Required = true },
            new ApiMember("answer", $"The answer, or why; {ApprovalCalls.AnswerBytesMax} bytes at most.", new() { ["maxLength"] = ApprovalCalls.AnswerBytesMax })) { IsRequest = true },
        new("CreateKey", RequestJson.Default.CreateKeyBody, "A key to be made.", """{"name":"ci","role":"user","expires_at":"2027-01-01T00:00:00Z"}""",
            new ApiMember("name", "What it is for, in one line.", new() { ["minLength"] = 1, ["maxLength"] = KeyRules.NameCharsMax }) { Required = true },
            new ApiMember("role", "What it may do.", ApiSchema.OneOf("viewer", "user", "approver", "operator")) { Required = true },
            new ApiMember("expires_at", "From when it opens nothing; in the future.")) { IsRequest = true },
        new("Login", RequestJson.Default.LoginBody, "A key to be shown by a cookie.", """{"key":"silo_…"}""",
            new ApiMember("key", "The key.", new() { ["minLength"] = 1, ["maxLength"] = LoginCookie.CharsMax }) { Required = true }) { IsRequest = true },
        new("ValidateAgent", RequestJson.Default.ValidateAgentBody, "An agent file to be checked.", """{"file":"name: coder\n"}""",
            new ApiMember("file", "The text of the file.") { Required = true }) { IsRequest = true },
    ];

    private static JsonObject Blocks() => new()
    {
        ["oneOf"] = new JsonArray(
            ApiSchema.Text(1, PromptRules.BytesMax),
            new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["maxItems"] = PromptRules.BlocksMax,
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = "text" }, ["text"] = ApiSchema.Text(1, PromptRules.BytesMax) },
                    ["required"] = new JsonArray("type", "text"),
                    ["additionalProperties"] = false,
                },
            }),
    };

    private static JsonObject Default(JsonObject schema, string value)
    {
        schema["default"] = value;
        return schema;
    }

    private static JsonObject Pattern<TId>()
        where TId : struct, IId<TId> => new() { ["pattern"] = ApiSchema.IdPattern<TId>() };
}
