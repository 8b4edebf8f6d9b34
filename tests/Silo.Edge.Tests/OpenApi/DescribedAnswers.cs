using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Silo.Edge.Tests.OpenApi;

/// <summary>Holds every answer that a test of this project gets to what the document says of its route: status, content type, code and body.</summary>
internal sealed class DescribedAnswers(Func<byte[]> document) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    /// <summary>The code of a later version, which the document of this one cannot name.</summary>
    public const string LaterCode = "a_later_code";

    private readonly Lazy<JsonElement> _document = new(() => JsonDocument.Parse(document()).RootElement);

    /// <summary>What is wrong with an answer; empty when it is as described, or its path is none of the API.</summary>
    public static List<string> Errors(JsonElement document, string method, string path, int status, string? type, string? body)
    {
        var route = document.GetProperty("paths").EnumerateObject().FirstOrDefault(one => Matches(one.Name, path));
        if (route.Value.ValueKind != JsonValueKind.Object || !route.Value.TryGetProperty(method.ToLowerInvariant(), out var operation)) return [];
        var name = $"{method} {route.Name}";
        if (!operation.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response)) return [$"{name} is not described as answering {status}: {body}"];
        if (type is null) return response.TryGetProperty("content", out _) ? [$"{name} answered {status} without a body"] : [];
        if (!response.TryGetProperty("content", out var contents) || !contents.TryGetProperty(type, out var content)) return [$"{name} is not described as answering {status} with {type}"];
        if (body is null || !content.TryGetProperty("schema", out var schema)) return [];
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.TryGetProperty("code", out var code) && code.GetString() == LaterCode) return [];
        return [.. new SchemaCheck(document).Errors(schema, json.RootElement).Select(error => $"{name} {status}: {error}")];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var type = response.Content.Headers.ContentType?.MediaType;
        string? body = null;
        if (type is "application/json" or "application/problem+json")
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            body = await response.Content.ReadAsStringAsync(cancellationToken);
        }

        var errors = Errors(_document.Value, request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode, type, body);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return response;
    }

    private static bool Matches(string template, string path)
    {
        var pattern = Regex.Replace(Regex.Escape(template), @"\\\{path}", ".*", RegexOptions.None, TimeSpan.FromSeconds(1));
        pattern = Regex.Replace(pattern, @"\\\{[a-z]+}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1));
        return Regex.IsMatch(path, $"^{pattern}$", RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
