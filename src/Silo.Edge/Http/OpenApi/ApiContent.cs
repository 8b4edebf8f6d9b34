using System.Text.Json.Nodes;

namespace Silo.Edge.Http.OpenApi;

/// <summary>One form in which a body comes.</summary>
/// <param name="Type">Its content type.</param>
/// <param name="Schema">What it holds; null for bytes.</param>
/// <param name="Example">One such body; null where the schema has its own, and for bytes.</param>
internal sealed record ApiContent(string Type, JsonObject? Schema = null, JsonNode? Example = null)
{
    /// <summary>JSON of a model.</summary>
    public static ApiContent Json(string model) => new(Requests.ContentTypes.Json, ApiSchema.Ref(model));

    /// <summary>Bytes, which no schema describes.</summary>
    public static ApiContent Bytes(string type) => new(type);
}
