namespace Silo.Agents.ModelLoop;

/// <summary>Watches one exchange on its way through the shared connections, which outlive it.</summary>
internal sealed class ModelCallHandler(ModelCall call, HttpMessageHandler connections) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner = new(connections, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _inner.SendAsync(request, call.Token);
        call.Heard(0);
        call.Answered(response);
        var content = new StreamContent(new ModelCallStream(await response.Content.ReadAsStreamAsync(call.Token), call));
        foreach (var header in response.Content.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Model calls are asynchronous.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
