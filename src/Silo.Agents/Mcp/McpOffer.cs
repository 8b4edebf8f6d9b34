using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>What of a server's tools is offered to a model, and as what. Names, descriptions and schemas are hostile. Pure.</summary>
internal static class McpOffer
{
    private const int ToolsMax = 128;
    private const int NameLengthMax = 128;
    private const int DescriptionLengthMax = 4096;
    private const int SchemaBytesMax = 32 * 1024;
    private const int SchemaBytesAllMax = 512 * 1024;

    /// <summary>Chooses and describes.</summary>
    /// <returns>For each offered tool its name at the server and its definition; and how many of those that the agent may use are left out for their names or schemas.</returns>
    public static (IReadOnlyList<(string Name, ToolDefinition Definition)> Tools, int LeftOut) Of(McpServerSettings settings, IReadOnlyList<Tool> listed)
    {
        var allowed = listed.Where(t => IsAllowed(settings, NameOf(t))).ToList();
        var usable = allowed
            .Where(t => NameOf(t).Length is > 0 and <= NameLengthMax)
            .DistinctBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (Tool: t, Schema: Schema(t)))
            .Where(t => t.Schema is not null)
            .ToList();
        var names = McpToolNames.Of(settings.Name, [.. usable.Select(t => t.Tool.Name)]);
        var tools = new List<(string Name, ToolDefinition Definition)>();
        var bytes = 0;
        foreach (var (tool, schema) in usable)
        {
            bytes += schema!.Value.GetRawText().Length;
            if (tools.Count == ToolsMax || bytes > SchemaBytesAllMax) break;
            tools.Add((tool.Name, Definition(settings, tool, names[tool.Name], schema.Value)));
        }

        return (tools, allowed.Count - tools.Count);
    }

    // What the SDK's types call required may be null all the same.
    private static string NameOf(Tool? tool) => tool?.Name ?? string.Empty;

    private static bool IsAllowed(McpServerSettings settings, string name) =>
        (settings.Allow is not { } allow || allow.Any(p => Matches(p, name))) && settings.Deny?.Any(p => Matches(p, name)) is not true;

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false);

    // What passes here can be sent to any provider, and read back: an object, not too deep, of whole characters.
    private static JsonElement? Schema(Tool tool)
    {
        var utf8 = Encoding.UTF8.GetBytes(tool.InputSchema.GetRawText());
        return utf8.Length <= SchemaBytesMax && ToolInput.TryParse(utf8, out var schema) ? schema : null;
    }

    private static ToolDefinition Definition(McpServerSettings settings, Tool tool, string name, JsonElement schema) => new()
    {
        Name = name,
        Description = PlainText.Lines(tool.Description ?? tool.Title ?? tool.Name, DescriptionLengthMax),
        InputSchema = schema,
        Effect = settings.Effect ?? EffectOf(tool.Annotations),
        Timeout = settings.Timeout,
    };

    private static Effect EffectOf(ToolAnnotations? annotations) => annotations switch
    {
        { ReadOnlyHint: true } => Effect.Pure,
        { IdempotentHint: true } => Effect.Idempotent,
        _ => Effect.Once,
    };
}
