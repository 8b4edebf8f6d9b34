namespace Silo.Agents.Mcp;

/// <summary>Bounds what a server may answer: one body, or one event of a stream of them.</summary>
internal sealed class BoundedBodyHandler(int bytesMax, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var body = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), bytesMax, isStream));
        foreach (var (name, values) in response.Content.Headers) body.Headers.TryAddWithoutValidation(name, values);
        response.Content = body;
        return response;
    }
}
