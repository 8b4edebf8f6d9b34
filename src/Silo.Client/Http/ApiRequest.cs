using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Client.Http;

/// <summary>A request that can be made as often as it is tried.</summary>
internal sealed class ApiRequest(HttpMethod method, string path)
{
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly List<HttpStatusCode> _accepted = [];
    private Func<HttpContent>? _content;

    internal Repeat Repeat { get; private set; } = method == HttpMethod.Post ? Repeat.NotSent : Repeat.Safe;

    internal TimeSpan? Timeout { get; private set; }

    internal bool GoneIsDone { get; private set; }

    internal static ApiRequest Get(string path) => new(HttpMethod.Get, path);

    internal ApiRequest With(string header, string value)
    {
        _headers.Add((header, value));
        return this;
    }

    /// <summary>Sends a key with which the server does the request once however often it comes, so that it may be repeated.</summary>
    internal ApiRequest WithKey(string key)
    {
        Repeat = Repeat.Safe;
        return With("Idempotency-Key", key);
    }

    internal ApiRequest WithJson<T>(T body, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return WithContent(() => new ByteArrayContent(bytes), "application/json");
    }

    internal ApiRequest WithContent(Func<HttpContent> make, string mediaType)
    {
        _content = () =>
        {
            var content = make();
            content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            return content;
        };
        return this;
    }

    internal ApiRequest Within(TimeSpan timeout)
    {
        Timeout = timeout;
        return this;
    }

    internal ApiRequest SafeToRepeat(bool safe = true)
    {
        Repeat = safe ? Repeat.Safe : Repeat.NotSent;
        return this;
    }

    /// <summary>A 404 at a repetition means that an earlier try did it.</summary>
    internal ApiRequest GoneMeansDone()
    {
        GoneIsDone = true;
        return this;
    }

    internal ApiRequest Accept(HttpStatusCode status)
    {
        _accepted.Add(status);
        return this;
    }

    internal bool Accepts(HttpStatusCode status) => _accepted.Contains(status);

    internal HttpRequestMessage ToMessage(Uri server)
    {
        // A body, be it an empty one, keeps the handler from sending a change a second time on its own, of which nobody here would know.
        var content = _content?.Invoke() ?? (method == HttpMethod.Get ? null : new ByteArrayContent([]));
        var message = new HttpRequestMessage(method, new Uri(server, path)) { Content = content };
        foreach (var (name, value) in _headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
