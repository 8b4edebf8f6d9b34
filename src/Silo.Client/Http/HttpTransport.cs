using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Silo.Client.Errors;

namespace Silo.Client.Http;

/// <summary>Sends requests, repeats those that are safe to repeat, and turns refusals into typed errors.</summary>
internal sealed class HttpTransport(HttpClient http, Uri server, SiloClientOptions options)
{
    private readonly Backoff _backoff = new(options);

    internal SiloClientOptions Options => options;

    internal Uri Server => server;

    /// <summary>Sends a request and reads its JSON answer.</summary>
    internal async Task<T> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var (_, body) = await SendAsync(request, cancellationToken);
        return Parse(body, type);
    }

    /// <summary>Sends a request and reads its answer whole.</summary>
    internal Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Body)> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        RetryAsync(
            request,
            async (response, ct) => (response.StatusCode, await BoundedContent.ReadAsync(response.Content, options.ResponseBytesMax, ct)),
            cancellationToken);

    /// <summary>Sends a request once and gives the answer as soon as its head is there. The caller disposes it.</summary>
    /// <exception cref="SiloApiException">The status is not a success.</exception>
    internal async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(server);
        if (options.ApiKey is { } key) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            if (!response.IsSuccessStatusCode && !request.Accepts(response.StatusCode)) throw await RefusedAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request, repeated as it allows, and hands each successful answer to a reader within the same timeout.</summary>
    internal async Task<T> RetryAsync<T>(ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            var timeout = request.Timeout ?? options.RequestTimeout;
            using var timer = new CancellationTokenSource(timeout, options.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                using var response = await OpenAsync(request, both.Token);
                return await read(response, both.Token);
            }
            catch (SiloApiException e) when (e.Status == 404 && request.GoneIsDone && attempt > 1)
            {
                // The try before this one did it, and only its answer was lost.
                return default!;
            }
            catch (SiloApiException e) when (e.Retryable && request.Repeat == Repeat.Safe && attempt < options.AttemptsMax)
            {
                asked = e.RetryAfter;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (request.Repeat != Repeat.Safe || attempt >= options.AttemptsMax)
                    throw new SiloUnreachableException(server, timer.IsCancellationRequested ? $"nothing within {timeout.TotalSeconds:0.###} s." : "nothing within the timeout of the HttpClient.", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                var unsent = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
                if ((request.Repeat != Repeat.Safe && !unsent) || attempt >= options.AttemptsMax)
                    throw new SiloUnreachableException(server, e.Message, e);
            }

            await Task.Delay(_backoff.After(attempt, asked), options.Time, cancellationToken);
        }
    }

    /// <summary>Reads JSON of a known shape.</summary>
    /// <exception cref="SiloProtocolException">It is of another shape. Do not retry.</exception>
    internal static T Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new SiloProtocolException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new SiloProtocolException($"The answer is not what docs/protocol/http.md says: {e.Message}", e);
        }
    }

    private async Task<SiloApiException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedContent.ReadAsync(response.Content, options.ResponseBytesMax, cancellationToken);
        var problem = ApiProblem.Read((int)response.StatusCode, RetryAfter(response.Headers.RetryAfter), body);
        if (problem.Code == "approval_resolved" && problem.Body.TryGetProperty("approval", out var first))
            return new ApprovalResolvedException(problem, Parse(JsonSerializer.SerializeToUtf8Bytes(first, ClientJson.Default.JsonElement), ClientJson.Default.ApprovalInfo));
        return new SiloApiException(problem);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        if (header?.Delta is { } delta) return delta;
        if (header?.Date is not { } date) return null;
        var left = date - options.Time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
