using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Names the answers of a server that refuses a call.</summary>
internal static class ModelRefusal
{
    private const int MessageCharsMax = 500;

    /// <summary>From an HTTP status; what the server says about another try wins over what the status means.</summary>
    internal static ModelCallException Of(int status, ModelCall call, string message, Exception exception)
    {
        var (code, retryable) = status switch
        {
            429 => ("rate_limited", true),
            529 or 503 => ("overloaded", true),
            408 or 409 or >= 500 => ("server_error", true),
            401 or 403 => ("unauthorized", false),
            _ => ("invalid_request", false),
        };
        var text = code == "unauthorized" ? Unauthorized(status, call) : $"The model server answered {status}: {Shorten(call.Endpoint.Redact(message))}";
        return new ModelCallException(code, text, call.ShouldRetry ?? retryable, call.RetryAfter, innerException: exception);
    }

    /// <summary>From an error in the middle of a stream, in Anthropic's words.</summary>
    internal static ModelCallException OfErrorType(string? type, string message, Usage? usage, Exception? exception = null)
    {
        var (code, retryable) = type switch
        {
            "rate_limit_error" or "rate_limit_exceeded" => ("rate_limited", true),
            "overloaded_error" => ("overloaded", true),
            "invalid_request_error" or "not_found_error" or "request_too_large" or "billing_error" => ("invalid_request", false),
            "authentication_error" or "permission_error" => ("unauthorized", false),
            _ => ("server_error", true),
        };
        return new ModelCallException(code, $"The model server ended the stream with an error: {Shorten(message)}", retryable, usage: usage, innerException: exception);
    }

    private static string Unauthorized(int status, ModelCall call) => call.Endpoint.Settings.ApiKeyVariable is { Length: > 0 } variable
        ? $"The model server answered {status}: it does not accept the key in the environment variable {variable} of the host."
        : $"The model server answered {status}: it wants a key; name the variable that holds it in model.api_key_variable.";

    private static string Shorten(string message) => message.Length <= MessageCharsMax ? message : message[..MessageCharsMax] + " …";
}
