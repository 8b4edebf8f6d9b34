using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Streams;

/// <summary>One connection of a stream, from its request to its end. What may pass is a <see cref="StreamBreak"/>, not an exception.</summary>
internal sealed class StreamConnection(HttpTransport http, string address) : IAsyncDisposable
{
    private const int ReadBytes = 16 * 1024;
    private readonly byte[] _buffer = new byte[ReadBytes];
    private readonly SseParser _parser = new(http.Options.FrameBytesMax);
    private HttpResponseMessage? _response;
    private Stream? _body;

    /// <summary>Whether anything came after the head of the answer, be it a sign of life.</summary>
    internal bool Lived { get; private set; }

    /// <summary>Sends the request.</summary>
    /// <returns>Null when the stream is open.</returns>
    internal async Task<StreamBreak?> OpenAsync(string? cursor, CancellationToken cancellationToken)
    {
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var path = cursor is null ? address : $"{address}{separator}after={Uri.EscapeDataString(cursor)}";
        var request = ApiRequest.Get(path).With("Accept", "text/event-stream");
        using var timer = new CancellationTokenSource(http.Options.RequestTimeout, http.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            _response = await http.OpenAsync(request, both.Token);
            if (_response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                throw new SiloProtocolException($"{http.Server} answers a stream with '{_response.Content.Headers.ContentType}'.");
            _body = await _response.Content.ReadAsStreamAsync(both.Token);
            return null;
        }
        catch (SiloApiException e) when (e.Retryable || e.Status >= 500)
        {
            return new StreamBreak(e.Message, e.RetryAfter, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new StreamBreak("the server does not answer.", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new StreamBreak(e.Message, null, e);
        }
    }

    /// <summary>Waits for the next event.</summary>
    /// <returns>An event, or why there is none.</returns>
    internal async Task<(SseFrame? Frame, StreamBreak? Broken)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_parser.TryRead(out var frame)) return (frame, null);
            using var timer = new CancellationTokenSource(http.Options.StreamSilenceMax, http.Options.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                var read = await _body!.ReadAsync(_buffer, both.Token);
                if (read == 0) return (null, new StreamBreak(_parser.InFrame ? "the stream was cut inside an event." : "the stream was cut."));
                Lived = true;
                _parser.Append(_buffer.AsSpan(0, read));
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                return (null, new StreamBreak($"the stream was silent for {http.Options.StreamSilenceMax.TotalSeconds:0.###} s.", null, e));
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return (null, new StreamBreak(e.Message, null, e));
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_body is not null) await _body.DisposeAsync();
        _response?.Dispose();
    }
}
