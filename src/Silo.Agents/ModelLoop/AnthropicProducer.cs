using Anthropic;
using Anthropic.Core;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Calls models over the Anthropic Messages API.</summary>
internal sealed class AnthropicProducer(ModelEndpoint endpoint, HttpMessageHandler connections, TimeProvider time) : ModelProducer(endpoint, connections, time)
{

    protected override bool IsComplete(MessageAssembly assembly) => true;

    protected override async IAsyncEnumerable<ModelPiece> ReadAsync(MessageAttempt attempt, ModelCall call)
    {
        // Every option is set: the SDK fills the gaps from the environment of the host, and another tenant's key must not get in.
        using var client = new AnthropicClient(new ClientOptions
        {
            BaseUrl = (Endpoint.Settings.BaseAddress?.AbsoluteUri ?? ModelAddress.Anthropic).TrimEnd('/'),
            ApiKey = Endpoint.Key,
            AuthToken = null,
            Credentials = null,
            HttpClient = call.Http,
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            OpenTelemetry = false,
        });
        var reader = new AnthropicReader();
        var request = AnthropicRequests.Of(attempt, Endpoint.Settings);
        await foreach (var update in client.Messages.CreateStreaming(request, call.Token))
            foreach (var piece in reader.Read(update)) yield return piece;
    }
}
