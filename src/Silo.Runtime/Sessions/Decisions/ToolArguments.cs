using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Finds the texts in a tool call's input that a rule's argument names. Pure.</summary>
internal static class ToolArguments
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The texts, in the order of the input; none when there is no such argument.</summary>
    internal static IEnumerable<string> Find(JsonElement input, string argument)
    {
        var names = argument.Split(['.']);
        return Values(input, names, 0).Select(value => Text(value, names[^1]));
    }

    private static IEnumerable<JsonElement> Values(JsonElement at, string[] names, int depth)
    {
        if (depth == names.Length) return [at];
        var all = names[depth] == "*";
        return at.ValueKind switch
        {
            // A name that stands there twice: which of them the tool takes is its own affair, so each counts.
            JsonValueKind.Object => at.EnumerateObject().Where(p => all || p.NameEquals(names[depth])).SelectMany(p => Values(p.Value, names, depth + 1)),
            JsonValueKind.Array when all => at.EnumerateArray().SelectMany(item => Values(item, names, depth + 1)),
            _ => [],
        };
    }

    private static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) return Written(value);
        var text = value.GetString()!;

        // As the workspace reads it: else "./secret" would not be "secret".
        return name == "path" && WorkspacePath.TryParse(text, out var path, out _) ? path.Value : text;
    }

    // Written anew, so that blanks between its members make no difference.
    private static string Written(JsonElement value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
