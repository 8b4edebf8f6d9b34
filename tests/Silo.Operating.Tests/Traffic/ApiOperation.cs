using System.Text.Json;

namespace Silo.Operating.Tests.Traffic;

/// <summary>One operation of the OpenAPI document, as far as a request needs it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Template">Its path, with parameters in braces.</param>
/// <param name="Queries">The names of its query parameters.</param>
/// <param name="Headers">The names of its header parameters.</param>
/// <param name="BodyTypes">The content types of its body; empty for none.</param>
/// <param name="Example">A JSON body that the document gives as an example; null for none.</param>
internal sealed record ApiOperation(string Method, string Template, IReadOnlyList<string> Queries, IReadOnlyList<string> Headers, IReadOnlyList<string> BodyTypes, string? Example)
{
    public string Name => $"{Method} {Template}";

    /// <summary>Every operation that the document describes.</summary>
    public static IReadOnlyList<ApiOperation> All(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from method in path.Value.EnumerateObject()
           let content = method.Value.TryGetProperty("requestBody", out var body) ? body.GetProperty("content") : default
           select new ApiOperation(
               method.Name.ToUpperInvariant(),
               path.Name,
               Names(method.Value, "query"),
               Names(method.Value, "header"),
               content.ValueKind == JsonValueKind.Object ? [.. content.EnumerateObject().Select(type => type.Name)] : [],
               ExampleOf(document, content)),
    ];

    private static List<string> Names(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place).Select(one => one.GetProperty("name").GetString()!)]
        : [];

    private static string? ExampleOf(JsonElement document, JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("application/json", out var json)) return null;
        var name = json.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
        return document.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("examples")[0].GetRawText();
    }
}
