using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>The schemas of events. They are stored bytes, passed on as they are: what a later version adds is not refused.</summary>
internal static class EventModels
{
    private const string Example =
        """{"v":1,"kind":"state.running","sequence":5,"time":"2026-01-02T03:04:05Z","tenant":"default","session":"ses_01kdy2v7c80000000000000001","epoch":1,"turn":"trn_01kdy2v7c80000000000000003","agent":"demo","data":{}}""";

    public static JsonObject Event() => new()
    {
        ["type"] = "object",
        ["description"] = "A durable record. What `data` holds stands for each kind in docs/protocol/events.md. A kind that a reader does not know counts all the same.",
        ["properties"] = new JsonObject
        {
            ["v"] = With(ApiSchema.Whole(1, int.MaxValue), "The format version."),
            ["kind"] = With(new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z_]+(\\.[a-z_]+)+$" }, "What happened."),
            ["sequence"] = With(ApiSchema.Whole(1, long.MaxValue), "Its number in the session, without a gap."),
            ["time"] = With(ApiSchema.Time(), "When it was decided. Not an order."),
            ["tenant"] = With(ApiSchema.Text(), "Who owns the session."),
            ["session"] = With(ApiSchema.Id<SessionId>(), "The session."),
            ["epoch"] = With(ApiSchema.Whole(0, long.MaxValue), "The fence under which it was written."),
            ["turn"] = With(ApiSchema.Id<TurnId>(), "The turn; absent where it belongs to none."),
            ["step"] = With(ApiSchema.Whole(1, long.MaxValue), "The sequence of its step's started event; absent where it belongs to none."),
            ["agent"] = With(ApiSchema.Text(), "The path of the agent it comes from."),
            ["data"] = With(new JsonObject { ["type"] = "object" }, "What the kind says."),
        },
        ["required"] = new JsonArray("v", "kind", "sequence", "time", "tenant", "session", "epoch", "agent", "data"),
        ["examples"] = new JsonArray(JsonNode.Parse(Example)),
    };

    public static JsonObject Page() => new()
    {
        ["type"] = "object",
        ["description"] = "A page of stored events.",
        ["properties"] = new JsonObject
        {
            ["events"] = With(new JsonObject { ["type"] = "array", ["items"] = ApiSchema.Ref("Event"), ["maxItems"] = 1000 }, "The events, in their order."),
            ["after"] = With(ApiSchema.Text(), "The cursor after the last of them."),
            ["head"] = With(ApiSchema.Whole(0, long.MaxValue), "The sequence of the session's last event."),
        },
        ["required"] = new JsonArray("events", "after", "head"),
        ["examples"] = new JsonArray(new JsonObject { ["events"] = new JsonArray(JsonNode.Parse(Example)), ["after"] = "AXNl…", ["head"] = 5 }),
    };

    private static JsonObject With(JsonObject schema, string text)
    {
        schema["description"] = text;
        return schema;
    }
}
