using System.Text.Json;

namespace Silo.Client.Tests.TypeScript;

/// <summary>The OpenAPI document that is checked in.</summary>
internal static class ApiDocument
{
    private static readonly string Tree = Find();

    public static JsonElement Root { get; } = JsonElement.Parse(File.ReadAllText(At("docs/protocol/openapi.json")));

    public static IReadOnlyList<string> Operations { get; } =
        [.. Root.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value.GetProperty("operationId").GetString()!)];

    /// <summary>A file of the tree that this was built from.</summary>
    public static string At(string path) => Path.Combine(Tree, path);

    private static string Find()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Silo.sln"))) return d.FullName;
        throw new DirectoryNotFoundException($"No Silo.sln above {AppContext.BaseDirectory}.");
    }
}
