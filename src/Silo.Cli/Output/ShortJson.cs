using System.Text.Json;

namespace Silo.Cli.Output;

/// <summary>Writes a tool's input on one line.</summary>
internal static class ShortJson
{
    private const int LengthMax = 120;

    /// <summary>The one member's value when there is one, else the JSON; cut at a bound.</summary>
    internal static string Of(JsonElement? input)
    {
        if (input is not { } json) return string.Empty;
        var text = json.GetRawText();
        if (json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1)
        {
            var only = json.EnumerateObject().First().Value;
            if (only.ValueKind == JsonValueKind.String) text = only.GetString()!;
        }

        text = Neutral.Line(text);
        return text.Length <= LengthMax ? text : text[..(char.IsHighSurrogate(text[LengthMax - 2]) ? LengthMax - 2 : LengthMax - 1)] + "…";
    }
}
