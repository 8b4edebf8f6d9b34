using System.Text.Json;
using System.Text.RegularExpressions;

namespace Silo.Edge.Tests.OpenApi;

/// <summary>Compares a JSON value with a schema of the document. Knows the keywords that the document uses, and throws for any other.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly HashSet<string> Notes = new(StringComparer.Ordinal) { "description", "examples", "default", "format", "items", "properties", "additionalProperties", "propertyNames", "$ref", "allOf", "oneOf" };

    /// <summary>What is wrong with a value; empty when it fits.</summary>
    public List<string> Errors(JsonElement schema, JsonElement value, string place = "$")
    {
        var errors = new List<string>();
        foreach (var keyword in schema.EnumerateObject())
            if (!Fits(keyword.Name, keyword.Value, value)) errors.Add($"{place}: {Cut(value)} breaks {keyword.Name} {Cut(keyword.Value)}");
        if (schema.TryGetProperty("$ref", out var reference)) errors.AddRange(Errors(Find(reference.GetString()!), value, place));
        if (schema.TryGetProperty("allOf", out var all))
            foreach (var one in all.EnumerateArray()) errors.AddRange(Errors(one, value, place));
        if (schema.TryGetProperty("oneOf", out var any) && any.EnumerateArray().Count(one => Errors(one, value, place).Count == 0) != 1) errors.Add($"{place}: {Cut(value)} fits not exactly one of {Cut(any)}");
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            errors.AddRange(value.EnumerateArray().SelectMany((item, i) => Errors(items, item, $"{place}[{i}]")));
        if (value.ValueKind == JsonValueKind.Object) errors.AddRange(MemberErrors(schema, value, place));
        return errors;
    }

    private static string Cut(JsonElement value) => value.GetRawText() is { Length: > 120 } text ? text[..120] : value.GetRawText();

    private IEnumerable<string> MemberErrors(JsonElement schema, JsonElement value, string place)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("propertyNames", out var names))
                foreach (var error in Errors(names, JsonSerializer.SerializeToElement(member.Name), $"{place}.{member.Name}")) yield return error;
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out var own))
            {
                foreach (var error in Errors(own, member.Value, $"{place}.{member.Name}")) yield return error;
            }
            else if (schema.TryGetProperty("additionalProperties", out var others))
            {
                if (others.ValueKind == JsonValueKind.False) yield return $"{place}.{member.Name} is not known";
                else if (others.ValueKind == JsonValueKind.Object)
                    foreach (var error in Errors(others, member.Value, $"{place}.{member.Name}")) yield return error;
            }
            else if (known.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out _) && !schema.TryGetProperty("allOf", out _) && place == "$")
            {
                // An answer may have members of a later version; those of this one are all described.
                yield return $"{place}.{member.Name} is not described";
            }
        }
    }

    private JsonElement Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (node, name) => node.GetProperty(name));

    private static bool Fits(string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(type => IsOf(type.GetString()!, value)) : IsOf(rule.GetString()!, value),
        "enum" => rule.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)),
        "const" => JsonElement.DeepEquals(rule, value),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= rule.GetDecimal(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= rule.GetDecimal(),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= rule.GetInt32(),
        "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        _ => Notes.Contains(keyword) ? true : throw new InvalidOperationException($"The check does not know the keyword {keyword}."),
    };

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new InvalidOperationException($"The check does not know the type {type}."),
    };
}
