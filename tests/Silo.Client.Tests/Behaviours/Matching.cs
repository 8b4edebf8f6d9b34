using System.Globalization;
using System.Text.Json.Nodes;

namespace Silo.Client.Tests.Behaviours;

/// <summary>Compares what came with what a behaviour says: an object may have more members, a list may not; null is as good as absent; "$name" is the same text wherever it stands, "$*" any.</summary>
public sealed class Matching
{
    private readonly Dictionary<string, string> _bound = new(StringComparer.Ordinal);

    /// <summary>Where they differ; null when they do not.</summary>
    public string? Differ(JsonNode? expected, JsonNode? actual, string at) => expected switch
    {
        null => actual is null ? null : $"{at}: expected nothing, got {actual.ToJsonString()}",
        JsonObject members => DifferObject(members, actual, at),
        JsonArray items => DifferArray(items, actual, at),
        JsonValue value when value.TryGetValue<string>(out var text) => DifferText(text, actual, at),
        _ => JsonNode.DeepEquals(expected, actual) ? null : $"{at}: expected {expected.ToJsonString()}, got {actual?.ToJsonString() ?? "nothing"}",
    };

    private string? DifferObject(JsonObject expected, JsonNode? actual, string at)
    {
        if (actual is not JsonObject got) return $"{at}: expected an object, got {actual?.ToJsonString() ?? "nothing"}";
        foreach (var (name, value) in expected)
            if (Differ(value, got[name], $"{at}.{name}") is { } difference) return difference;
        return null;
    }

    private string? DifferArray(JsonArray expected, JsonNode? actual, string at)
    {
        if (actual is not JsonArray got) return $"{at}: expected a list, got {actual?.ToJsonString() ?? "nothing"}";
        if (expected.Count != got.Count) return string.Create(CultureInfo.InvariantCulture, $"{at}: expected {expected.Count} items, got {got.Count}: {got.ToJsonString()}");
        for (var i = 0; i < expected.Count; i++)
            if (Differ(expected[i], got[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")) is { } difference) return difference;
        return null;
    }

    private string? DifferText(string expected, JsonNode? actual, string at)
    {
        var got = (actual as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
        if (expected == "$*") return got is { Length: > 0 } ? null : $"{at}: expected a text, got {actual?.ToJsonString() ?? "nothing"}";
        if (!expected.StartsWith('$')) return got == expected ? null : $"{at}: expected \"{expected}\", got {actual?.ToJsonString() ?? "nothing"}";
        if (got is null) return $"{at}: expected a text, got nothing";
        // What differs by its name differs in fact.
        if (!_bound.TryGetValue(expected, out var same)) return _bound.ContainsValue(got) ? $"{at}: {expected} is the same as another: {got}" : Bind(expected, got);
        return same == got ? null : $"{at}: {expected} was {same}, is {got}";
    }

    private string? Bind(string name, string value)
    {
        _bound[name] = value;
        return null;
    }
}
