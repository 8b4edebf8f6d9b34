using System.Net.Sockets;

namespace Silo.Host.Telemetry;

/// <summary>Watches what becomes of telemetry that is sent: that it cannot be is said once, and again only after it could be.</summary>
/// <remarks>Nothing of a request is logged but where it goes: its headers may hold a secret, and its address a password.</remarks>
internal sealed partial class ExportWatch : DelegatingHandler
{
    private ILogger? _log;
    private int _fails;

    /// <summary>Makes the handler, on connections of its own.</summary>
    /// <remarks>No redirects: they would carry the sender's secret elsewhere.</remarks>
    public ExportWatch()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })
    {
    }

    /// <summary>Where to say it; until then nothing is said.</summary>
    public void LogTo(ILogger log) => Volatile.Write(ref _log, log);

    /// <inheritdoc />
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(request, base.Send(request, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Fail(request, e);
            throw;
        }
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(request, await base.SendAsync(request, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Fail(request, e);
            throw;
        }
    }

    private static string Target(HttpRequestMessage request) => request.RequestUri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "nowhere";

    private HttpResponseMessage Seen(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode) Fail(request, $"it answers {(int)response.StatusCode}");
        else if (Volatile.Read(ref _log) is { } log && Interlocked.Exchange(ref _fails, 0) == 1) LogDelivered(log, Target(request));
        return response;
    }

    private void Fail(HttpRequestMessage request, Exception exception) => Fail(request, exception switch
    {
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http => http.HttpRequestError.ToString(),
        OperationCanceledException => "it did not answer in time",
        _ => exception.GetType().Name,
    });

    private void Fail(HttpRequestMessage request, string why)
    {
        if (Volatile.Read(ref _log) is { } log && Interlocked.Exchange(ref _fails, 1) == 0) LogLost(log, Target(request), why);
    }

    [LoggerMessage(EventId = 6031, Level = LogLevel.Warning, Message = "Telemetry cannot be delivered to {Address}: {Why}. The host goes on without; what does not fit into the queue is lost. This is said once until it can be delivered again")]
    private static partial void LogLost(ILogger log, string address, string why);

    [LoggerMessage(EventId = 6032, Level = LogLevel.Information, Message = "Telemetry is delivered to {Address} again")]
    private static partial void LogDelivered(ILogger log, string address);
}
