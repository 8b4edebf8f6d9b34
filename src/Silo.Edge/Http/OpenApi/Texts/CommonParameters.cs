using Silo.Abstractions.Identity;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>Parameters that several routes have.</summary>
internal static class CommonParameters
{
    public static ApiParameter Session { get; } = ApiParameter.Path("id", "The session.", ApiSchema.Id<SessionId>());

    public static ApiParameter Limit { get; } = ApiParameter.Query("limit", "Most entries of the page.", ApiSchema.Whole(1, 200, 50));

    public static ApiParameter Idempotency { get; } = ApiParameter.Header(
        "Idempotency-Key", "The same key with the same body gets the first answer again, for 24 hours. Send one with what you may have to repeat.",
        new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 255, ["pattern"] = "^[!-~]+$" });

    public static (string Name, string Text, System.Text.Json.Nodes.JsonObject Schema) Replayed { get; } =
        ("Idempotency-Replayed", "There, and `true`, when this is the first answer again.", ApiSchema.OneOf("true"));

    public static ApiParameter Page<TId>()
        where TId : struct, IId<TId> => ApiParameter.Query("page", "The `next_page` of the page before; without it the first page.", ApiSchema.Id<TId>());
}
