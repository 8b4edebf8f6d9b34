using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Silo.Client.Tests.TypeScript;

/// <summary>Writes the types of the TypeScript client from the schemas of the OpenAPI document.</summary>
internal static class ApiTypes
{
    public static string Write(JsonElement document)
    {
        var text = new StringBuilder("// Written from docs/protocol/openapi.json by the test ApiTypesTests; do not change it by hand.\n");
        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n/** {Describe(schema.Value)} */\nexport interface {schema.Name} {{\n");
            foreach (var member in schema.Value.GetProperty("properties").EnumerateObject())
            {
                text.Append(CultureInfo.InvariantCulture, $"  /** {Describe(member.Value)} */\n");
                text.Append(CultureInfo.InvariantCulture, $"  readonly {member.Name}{Optional(schema.Value, member.Name)}: {Type(member.Value)};\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    private static string Type(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var target)) return target.GetString()!.Split('/')[^1];
        if (schema.TryGetProperty("oneOf", out var options)) return string.Join(" | ", options.EnumerateArray().Select(Type));
        if (schema.TryGetProperty("enum", out var values)) return string.Join(" | ", values.EnumerateArray().Select(v => $"'{v.GetString()}'"));
        if (schema.TryGetProperty("const", out var value)) return $"'{value.GetString()}'";
        var type = schema.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array
            ? string.Join(" | ", type.EnumerateArray().Select(t => Type(t.GetString()!, schema)))
            : Type(type.GetString()!, schema);
    }

    private static string Type(string type, JsonElement schema) => type switch
    {
        "integer" or "number" => "number",
        "array" => $"readonly {Element(schema.GetProperty("items"))}[]",
        "object" when schema.TryGetProperty("properties", out var members) =>
            $"{{ {string.Join(' ', members.EnumerateObject().Select(m => $"readonly {m.Name}{Optional(schema, m.Name)}: {Type(m.Value)};"))} }}",
        "object" when schema.TryGetProperty("additionalProperties", out var value) && value.ValueKind == JsonValueKind.Object => $"Readonly<Record<string, {Type(value)}>>",
        "object" => "Readonly<Record<string, unknown>>",
        _ => type,
    };

    private static string Element(JsonElement items)
    {
        var type = Type(items);
        return type.Contains('|', StringComparison.Ordinal) && type[0] != '{' ? $"({type})" : type;
    }

    private static string Optional(JsonElement schema, string member) =>
        schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(r => r.GetString() == member) ? string.Empty : "?";

    private static string Describe(JsonElement schema) => schema.GetProperty("description").GetString()!.Replace("*/", "* /", StringComparison.Ordinal);
}
