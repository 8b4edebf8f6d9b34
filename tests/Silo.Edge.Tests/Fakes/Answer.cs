using System.Text.Json;

namespace Silo.Edge.Tests.Fakes;

/// <summary>A response, read whole.</summary>
internal sealed record Answer(int Status, string? Type, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>Checks that this is a whole problem with a code.</summary>
    public JsonElement AssertProblem(int status, string code)
    {
        Assert.True(Status == status && Type == "application/problem+json", $"{Status} {Type} {Text}");
        var json = Json;
        Assert.Equal(code, json.GetProperty("code").GetString());
        Assert.Equal("https://silo.dev/errors/" + code, json.GetProperty("type").GetString());
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.GetProperty("title").GetString()!);
        Assert.NotEmpty(json.GetProperty("detail").GetString()!);
        Assert.Equal(json.GetProperty("retryable").GetBoolean(), Headers.ContainsKey("Retry-After"));
        return json;
    }
}
