using System.Net.Sockets;
using System.Text.Json;
using Anthropic.Exceptions;
using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Gives every way in which a call fails its code.</summary>
internal static class ModelFailure
{
    /// <summary>Names what an exception of an SDK, of the connection or of the stream means.</summary>
    internal static ModelCallException Of(Exception exception, ModelCall call, Usage? usage) => exception switch
    {
        ModelCallException known => known,
        _ when call.Stalled => new ModelCallException(
            "stalled", $"The model server said nothing for {call.StallTimeout.TotalSeconds:0.###} s.", retryable: true, usage: usage, innerException: exception),
        _ when call.EventTooLong => Foreign("An event of the stream is longer than any message may be.", usage, exception),
        _ when (int?)call.Status is { } status and not (>= 200 and < 300) => ModelRefusal.Of(status, call, MessageOf(exception), exception),
        AnthropicSseException error => ModelRefusal.OfErrorType(TypeOf(error), MessageOf(error), usage, exception),
        _ when call.Status is null && IsConnection(exception) => new ModelCallException(
            "unreachable", $"The model server at {Authority(call)} cannot be reached.", retryable: true, innerException: exception),
        _ when call.Status is null => new ModelCallException(
            "invalid_request", $"The request could not be made ({exception.GetType().Name}).", retryable: false, innerException: exception),
        _ when call.BodyEnded || IsConnection(exception) => Cut(usage, exception),
        _ when IsBroken(exception) => new ModelCallException(
            "malformed", "The model server sent something that is not JSON.", retryable: true, usage: usage, innerException: exception),
        _ => Foreign($"The model server's answer is not of its protocol ({exception.GetType().Name}).", usage, exception),
    };

    /// <summary>The stream came to its end before the message did.</summary>
    internal static ModelCallException Ended(ModelCall call, Usage? usage) =>
        call.IsEventStream ? Cut(usage) : Foreign("The model server answered with something that is not a stream of events.", usage);

    /// <summary>What is sound but not of the protocol comes again at every try, and every try is paid for: it is not tried again.</summary>
    internal static ModelCallException Foreign(string message, Usage? usage, Exception? exception = null) =>
        new("malformed", message, retryable: false, usage: usage, innerException: exception);

    private static ModelCallException Cut(Usage? usage, Exception? exception = null) =>
        new("cut", "The stream ended before the message was whole.", retryable: true, usage: usage, innerException: exception);

    private static bool IsConnection(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is IOException or SocketException or HttpRequestException) return true;
        return false;
    }

    private static bool IsBroken(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is JsonException) return true;
        return false;
    }

    private static string Authority(ModelCall call) => call.Endpoint.Settings.BaseAddress?.Authority ?? call.Endpoint.Settings.Provider;

    private static string MessageOf(Exception exception) => exception switch
    {
        AnthropicServiceException { ApiMessage: { Length: > 0 } message } => message,
        _ => exception.Message,
    };

    private static string? TypeOf(AnthropicSseException exception)
    {
        try
        {
            return exception.Type?.Raw();
        }
        catch (Exception broken) when (broken is AnthropicInvalidDataException or JsonException)
        {
            return null;
        }
    }
}
