using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Calls models over the OpenAI Chat Completions API, which many servers speak.</summary>
internal sealed class OpenAIProducer(ModelEndpoint endpoint, HttpMessageHandler connections, TimeProvider time) : ModelProducer(endpoint, connections, time)
{
    /// <summary>A server on loopback without a key ignores what is sent; the SDK insists on sending something.</summary>
    private const string NoKey = "none";

    /// <summary>Usage comes after the end of the message, where the server sends it at all.</summary>
    protected override bool IsComplete(MessageAssembly assembly) => assembly.Usage is not null;

    protected override async IAsyncEnumerable<ModelPiece> ReadAsync(MessageAttempt attempt, ModelCall call)
    {
        using var transport = new HttpClientPipelineTransport(call.Http);
        var options = new OpenAIClientOptions
        {
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            Transport = transport,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        if (Endpoint.Settings.BaseAddress is { } address) options.Endpoint = address;
        var client = new ChatClient(Endpoint.Settings.Name, new ApiKeyCredential(Endpoint.Key ?? NoKey), options);
        var reader = new OpenAIReader();
        var (messages, request) = OpenAIRequests.Of(attempt, Endpoint.Settings);
        await foreach (var update in client.CompleteChatStreamingAsync(messages, request, call.Token))
            foreach (var piece in reader.Read(update)) yield return piece;
    }
}
