using System.Text;
using System.Text.Json;
using Silo.Edge.Tests.OpenApi;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Traffic;

/// <summary>Says what is wrong with an answer to a hostile request.</summary>
internal sealed class AnswerJudge(FuzzWorld world)
{
    // What the server itself answers, without a body, to what is no well-formed HTTP or beyond its bounds; see docs/protocol/http.md.
    private static readonly int[] Bare = [400, 405, 408, 411, 413, 414, 417, 431, 501, 505];

    // 500 is never right; 503 is, where a code says why.
    private static readonly int[] Never = [500, 501, 502, 504];

    private static readonly string[] Inside = ["   at Silo.", "   at System.", "   at Microsoft.", "Exception:", "/data/", ".cs:line"];

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Error(RawRequest request, RawAnswer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Body);
        if (request.IsBroken && answer.Body.Length == 0 && Bare.Contains(answer.Status) && answer.Type is null) return null;
        if (Never.Contains(answer.Status)) return $"{answer.Status}: {text}";
        if (text.Contains(world.Other.Marker, StringComparison.Ordinal) || text.Contains(world.Other.Key, StringComparison.Ordinal)) return "It tells what is another tenant's: " + text;
        if (answer.Status >= 400 && Inside.FirstOrDefault(one => text.Contains(one, StringComparison.Ordinal)) is { } inside) return $"It shows the server's inside ({inside}): {text}";
        if (request.IsForeign && answer.Status < 400) return $"It answers {answer.Status} about what is another tenant's: {text}";
        if (request is { HasNoKey: true, Operation.Template: not ("/health/live" or "/health/ready" or "/openapi/v1.json") } && answer.Status < 300 && !text.Contains(world.Own.Marker, StringComparison.Ordinal) && answer.Status != 204 && request.Headers.All(h => h.Value != "Bearer " + world.Own.Key)) return $"Nobody in particular got {answer.Status}: {text}";
        if (request.Method == "HEAD") return null;
        if (answer.Status >= 400 && Problem(answer, text) is { } problem) return problem;
        return Undescribed(request, answer, text);
    }

    private static string? Problem(RawAnswer answer, string text)
    {
        if (answer.Type != "application/problem+json") return $"{answer.Status} is no problem document but {answer.Type ?? "nothing"}: {text}";
        using var json = JsonDocument.Parse(text);
        var (status, code) = (json.RootElement.GetProperty("status").GetInt32(), json.RootElement.GetProperty("code").GetString());
        if (status != answer.Status) return $"The problem says {status}, the status is {answer.Status}.";
        return json.RootElement.GetProperty("retryable").GetBoolean() && !answer.Headers.ContainsKey("retry-after") ? $"{code} may be tried again, and nothing says when." : null;
    }

    private string? Undescribed(RawRequest request, RawAnswer answer, string text)
    {
        var path = request.Target.Split('?', '#')[0];
        // The server folds dots before it looks for a route.
        if (!path.StartsWith('/') || path.Contains("/.", StringComparison.Ordinal) || path.Contains("%2e", StringComparison.OrdinalIgnoreCase) || IsOfNoRoute(text)) return null;
        var body = answer.Type is "application/json" or "application/problem+json" ? text : null;
        var errors = DescribedAnswers.Errors(world.Document, request.Method, path, answer.Status, answer.Type, body);
        return errors.Count == 0 ? null : string.Join('\n', errors);
    }

    // A path that the document's patterns take for a route's, and the server does not: with %2F in an id, or two slashes.
    private static bool IsOfNoRoute(string text) => text.Contains("\"route_not_found\"", StringComparison.Ordinal) || text.Contains("\"method_not_allowed\"", StringComparison.Ordinal);
}
