using System.Text.Json;

namespace Silo.Client.Errors;

/// <summary>The server refused, and said why (RFC 9457). Retry only when <see cref="Retryable"/> is true.</summary>
public class SiloApiException : SiloException
{
    internal SiloApiException(ApiProblem problem)
        : base($"{problem.Title ?? problem.Code} ({problem.Status} {problem.Code}){(problem.Detail is null ? string.Empty : ": " + problem.Detail)}", inner: null)
    {
        Code = problem.Code;
        Status = problem.Status;
        Title = problem.Title;
        Detail = problem.Detail;
        Limit = problem.Limit;
        Value = problem.Value;
        Retryable = problem.Retryable;
        RetryAfter = problem.RetryAfter;
        Problem = problem.Body;
    }

    /// <summary>The stable code, such as <c>queue_full</c>; <c>http_503</c> when the answer held none.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The kind of problem, in a few words.</summary>
    public string? Title { get; }

    /// <summary>What happened this time.</summary>
    public string? Detail { get; }

    /// <summary>The bound that was reached, or null.</summary>
    public string? Limit { get; }

    /// <summary>The bound's value, or null.</summary>
    public long? Value { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable { get; }

    /// <summary>How long to wait before that; null when the server did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The whole problem document with the members that have no property here; undefined when there was none.</summary>
    public JsonElement Problem { get; }
}
