using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Http.OpenApi;

/// <summary>Writes the schemas of parameters and members (JSON Schema 2020-12).</summary>
internal static class ApiSchema
{
    public static JsonObject Ref(string model) => new() { ["$ref"] = "#/components/schemas/" + model };

    public static JsonObject Text(int? min = null, int? max = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (min is not null) schema["minLength"] = min;
        if (max is not null) schema["maxLength"] = max;
        return schema;
    }

    public static JsonObject Whole(long min, long max, long? fallback = null)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };
        if (fallback is not null) schema["default"] = fallback;
        return schema;
    }

    public static JsonObject Flag(bool fallback) => new() { ["type"] = "boolean", ["default"] = fallback };

    public static JsonObject OneOf(params ReadOnlySpan<string> words)
    {
        var values = new JsonArray();
        foreach (var word in words) values.Add(word);
        return new JsonObject { ["type"] = "string", ["enum"] = values };
    }

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    public static JsonObject Id<TId>()
        where TId : struct, IId<TId> => new() { ["type"] = "string", ["pattern"] = IdPattern<TId>() };

    /// <summary>The prefix, and a ULID in lower case.</summary>
    public static string IdPattern<TId>()
        where TId : struct, IId<TId> => $"^{TId.Prefix}[0-7][0-9a-hjkmnp-tv-z]{{25}}$";
}
