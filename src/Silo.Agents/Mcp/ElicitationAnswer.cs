using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Mcp;

/// <summary>From what a person decided to what the protocol says: accept, decline or cancel. Pure.</summary>
internal static class ElicitationAnswer
{
    private const int SchemaBytesMax = 32 * 1024;

    /// <summary>The form that is asked for.</summary>
    /// <exception cref="McpException">It is too large; the server is told.</exception>
    public static JsonElement? SchemaOf(ElicitRequestParams request)
    {
        if (request.RequestedSchema is null) return null;
        var schema = JsonSerializer.SerializeToElement(request.RequestedSchema, McpJsonUtilities.DefaultOptions);
        return schema.GetRawText().Length <= SchemaBytesMax ? schema : throw new McpException($"A form has at most {SchemaBytesMax} bytes.");
    }

    /// <summary>The answer; what it leaves out and the form has a default for is filled in by the SDK (SEP-1034).</summary>
    /// <param name="outcome">What was decided: <c>approve</c> accepts the defaults, <c>answer</c> gives values, <c>reject</c> declines, anything else cancels.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="problem">Why the answer does not fit.</param>
    /// <returns>Null when it does not fit.</returns>
    public static ElicitResult? Of(ApprovalOutcome outcome, ElicitRequestParams request, out string problem)
    {
        problem = string.Empty;
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        switch (outcome.Decision)
        {
            case "reject":
                return new ElicitResult { Action = "decline" };
            case "answer":
                if (!TryRead(outcome.Answer ?? string.Empty, request, values, out problem)) return null;
                break;
            case "approve":
                break;
            default:
                return new ElicitResult { Action = "cancel" };
        }

        foreach (var name in request.RequestedSchema?.Required ?? [])
        {
            if (values.ContainsKey(name) || HasDefault(request, name)) continue;
            problem = $"'{PlainText.OneLine(name, 60)}' is missing.";
            return null;
        }

        return new ElicitResult { Action = "accept", Content = values };
    }

    private static bool TryRead(string answer, ElicitRequestParams request, Dictionary<string, JsonElement> values, out string problem)
    {
        problem = string.Empty;
        var fields = request.RequestedSchema?.Properties ?? new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>();
        if (Parse(answer) is { ValueKind: JsonValueKind.Object } form)
        {
            foreach (var given in form.EnumerateObject())
            {
                if (!fields.TryGetValue(given.Name, out var field)) problem = $"There is no '{PlainText.OneLine(given.Name, 60)}'.";
                else if (!Fits(given.Value, field.Type)) problem = $"'{PlainText.OneLine(given.Name, 60)}' is no {PlainText.OneLine(field.Type, 20)}.";
                else values[given.Name] = given.Value;
            }

            return problem.Length == 0;
        }

        // A form of one field may be answered by the value alone.
        if (fields.Count == 1)
        {
            var (name, field) = fields.First();
            var value = field.Type == "string" ? JsonSerializer.SerializeToElement(answer, McpJsonUtilities.DefaultOptions) : Parse(answer);
            if (value is { } single && Fits(single, field.Type))
            {
                values[name] = single;
                return true;
            }
        }

        problem = "The answer is not a JSON object of the form's fields.";
        return false;
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Fits(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String),
        _ => true,
    };

    private static bool HasDefault(ElicitRequestParams request, string name)
    {
        var schema = JsonSerializer.SerializeToElement(request.RequestedSchema, McpJsonUtilities.DefaultOptions);
        return schema.GetProperty("properties").TryGetProperty(name, out var field)
            && field.ValueKind == JsonValueKind.Object && field.TryGetProperty("default", out var value) && value.ValueKind != JsonValueKind.Null;
    }
}
