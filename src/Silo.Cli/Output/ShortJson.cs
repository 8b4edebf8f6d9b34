using System.Text.Json;

namespace Silo.Cli.Output;

/// <summary>Writes a tool's input on one line.</summary>
internal static class ShortJson
{
    /// <summary>Longest line that it makes, in characters.</summary>
    internal const int LengthMax = 120;

    /// <summary>The one member's value when there is one, else the JSON; as it came.</summary>
    internal static string Whole(JsonElement? input)
    {
        if (input is not { } json) return string.Empty;
        if (json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1)
        {
            var only = json.EnumerateObject().First().Value;
            if (only.ValueKind == JsonValueKind.String) return only.GetString()!;
        }

        return json.GetRawText();
    }

    /// <summary>The one member's value when there is one, else the JSON; cut at a bound.</summary>
    internal static string Of(JsonElement? input)
    {
        var text = Neutral.Line(Whole(input));
        return text.Length <= LengthMax ? text : text[..(char.IsHighSurrogate(text[LengthMax - 2]) ? LengthMax - 2 : LengthMax - 1)] + "…";
    }
}
