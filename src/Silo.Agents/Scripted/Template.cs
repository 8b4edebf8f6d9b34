using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Silo.Agents.Scripted;

/// <summary>Text with variables in double braces: <c>{{prompt}}</c>.</summary>
internal sealed class Template
{
    private readonly IReadOnlyList<(string Text, bool Variable)> _parts;

    private Template(IReadOnlyList<(string Text, bool Variable)> parts) => _parts = parts;

    /// <summary>Reads a template; null, with the name, when it has a variable that does not exist.</summary>
    public static Template? Parse(string text, out string? unknown)
    {
        var parts = new List<(string, bool)>();
        var rest = 0;
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", rest, StringComparison.Ordinal))
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            unknown = close < 0 ? text[(open + 2)..] : text[(open + 2)..close].Trim();
            if (close < 0 || !ScriptVariables.Names.Contains(unknown))
                return null;
            if (open > rest)
                parts.Add((text[rest..open], false));
            parts.Add((unknown, true));
            rest = close + 2;
        }

        if (rest < text.Length)
            parts.Add((text[rest..], false));
        unknown = null;
        return new Template(parts);
    }

    /// <summary>Puts the variables in.</summary>
    /// <param name="variables">What they mean.</param>
    /// <param name="json">Whether the variables stand inside JSON strings and are escaped for that.</param>
    /// <param name="lengthMax">Where to stop, in characters: what is longer is cut just above it, and then refused as a message that is too large.</param>
    public string Expand(ScriptVariables variables, bool json, int lengthMax)
    {
        if (_parts is [(var only, false)])
            return only;
        var text = new StringBuilder();
        foreach (var (part, variable) in _parts)
        {
            var value = variable ? variables.Value(part) : part;
            text.Append(variable && json ? JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value : value);
            if (text.Length > lengthMax)
                break;
        }

        return text.ToString();
    }
}
