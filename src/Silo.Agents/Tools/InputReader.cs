using System.Text;
using System.Text.Json;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Reads a tool's input field by field and gathers everything that is wrong with it, so that the model can mend it at once.</summary>
internal sealed class InputReader
{
    private const int ErrorsMax = 8;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    /// <param name="input">The input; hostile.</param>
    /// <param name="known">The names of all fields of the tool.</param>
    internal InputReader(JsonElement input, params ReadOnlySpan<string> known)
    {
        if (input.ValueKind != JsonValueKind.Object)
        {
            _errors.Add("The input must be a JSON object.");
            return;
        }

        foreach (var field in input.EnumerateObject())
        {
            if (!known.Contains(field.Name)) Refuse($"There is no field '{Shorten(field.Name)}'; the fields are {string.Join(", ", known!)}.");
            else if (!_fields.TryAdd(field.Name, field.Value)) Refuse($"'{field.Name}' stands there twice.");
        }
    }

    /// <summary>The answer to an input that is wrong; null when all is well.</summary>
    internal ToolResult? Refusal =>
        _errors.Count == 0 ? null : ToolResult.Failed("input_invalid", "The call was not run, because its input is wrong. " + string.Join(' ', _errors.Take(ErrorsMax)));

    /// <summary>Reads a text that must be there.</summary>
    internal string Text(string name, int bytesMax, bool mayBeEmpty = false)
    {
        if (!_fields.ContainsKey(name)) return Refuse($"'{name}' is missing.", string.Empty);
        var text = OptionalText(name, bytesMax) ?? string.Empty;
        return text.Length > 0 || mayBeEmpty ? text : Refuse($"'{name}' must not be empty.", text);
    }

    /// <summary>Reads a text that may be left out.</summary>
    internal string? OptionalText(string name, int bytesMax)
    {
        if (!_fields.TryGetValue(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) return Refuse($"'{name}' must be a string.", string.Empty);
        try
        {
            var text = value.GetString()!;
            return Encoding.UTF8.GetByteCount(text) <= bytesMax ? text : Refuse($"'{name}' is longer than {bytesMax} bytes.", string.Empty);
        }
        catch (InvalidOperationException)
        {
            // Half a character, as in "\ud800".
            return Refuse($"'{name}' is not valid Unicode.", string.Empty);
        }
    }

    /// <summary>Reads a path; the workspace itself when it is left out and need not be there.</summary>
    internal WorkspacePath Path(string name, bool required = true)
    {
        if (!required && !_fields.ContainsKey(name)) return default;
        var text = Text(name, bytesMax: 4096);
        if (_errors.Count > 0) return default;
        return WorkspacePath.TryParse(text, out var path, out var error) ? path : Refuse<WorkspacePath>($"'{name}' is refused: {error}", default);
    }

    /// <summary>Reads a whole number.</summary>
    internal int Integer(string name, int min, int max, int otherwise)
    {
        if (!_fields.TryGetValue(name, out var value)) return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        return Refuse($"'{name}' must be a whole number from {min} to {max}.", otherwise);
    }

    /// <summary>Reads a truth value; false when it is left out.</summary>
    internal bool Flag(string name)
    {
        if (!_fields.TryGetValue(name, out var value)) return false;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Refuse($"'{name}' must be true or false.", false);
    }

    /// <summary>Adds a reason of the tool's own.</summary>
    internal void Refuse(string error) => _errors.Add(error);

    private T Refuse<T>(string error, T value)
    {
        _errors.Add(error);
        return value;
    }

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
