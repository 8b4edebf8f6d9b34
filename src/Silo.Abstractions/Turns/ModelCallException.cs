using Silo.Abstractions.Events;

namespace Silo.Abstractions.Turns;

/// <summary>An attempt of a model call failed. <see cref="Retryable"/> says whether another may succeed.</summary>
public sealed class ModelCallException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code: <c>rate_limited</c>, <c>overloaded</c>, <c>server_error</c>, <c>unreachable</c>, <c>stalled</c>, <c>cut</c>, <c>malformed</c>, <c>invalid_request</c>, <c>unauthorized</c>.</param>
    /// <param name="message">One sentence, without secrets.</param>
    /// <param name="retryable">Whether another attempt may succeed.</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="usage">What the attempt cost nevertheless.</param>
    /// <param name="innerException">What failed.</param>
    public ModelCallException(string code, string message, bool retryable, TimeSpan? retryAfter = null, Usage? usage = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Retryable = retryable;
        RetryAfter = retryAfter;
        Usage = usage;
    }

    /// <summary>A stable code.</summary>
    public string Code { get; }

    /// <summary>Whether another attempt may succeed.</summary>
    public bool Retryable { get; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>What the attempt cost nevertheless; null when unknown.</summary>
    public Usage? Usage { get; }
}
