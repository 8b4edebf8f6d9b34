using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Makes one attempt of a model call: sends the request once, hands on what streams back, names what goes wrong.</summary>
internal abstract class ModelProducer(ModelEndpoint endpoint, HttpMessageHandler connections, TimeProvider time)
{
    protected ModelEndpoint Endpoint { get; } = endpoint;

    internal async Task<MessageResult> ProduceAsync(MessageAttempt attempt, IMessageSink sink, CancellationToken cancellationToken)
    {
        using var call = new ModelCall(Endpoint, connections, time, attempt.Agent.Limits.MessageBytesMax, cancellationToken);
        var assembly = new MessageAssembly(Endpoint.Settings, sink, attempt.Agent.Limits.MessageBytesMax);
        await using var pieces = ReadAsync(attempt, call).GetAsyncEnumerator(call.Token);
        while (await NextAsync(pieces, call, assembly, cancellationToken))
        {
            // Outside of NextAsync's net: what the sink throws is the runtime's own and goes through as it is.
            assembly.Take(pieces.Current);
            if (assembly.Finished && IsComplete(assembly)) break;
        }

        return assembly.Finished ? assembly.Result : throw ModelFailure.Ended(call, assembly.Usage);
    }

    /// <summary>Sends the request and reads the answer.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="call">Carries the connection, and the token that ends it.</param>
    protected abstract IAsyncEnumerable<ModelPiece> ReadAsync(MessageAttempt attempt, ModelCall call);

    /// <summary>Whether a finished message needs nothing more from the stream.</summary>
    protected abstract bool IsComplete(MessageAssembly assembly);

    private static async Task<bool> NextAsync(
        IAsyncEnumerator<ModelPiece> pieces, ModelCall call, MessageAssembly assembly, CancellationToken cancellationToken)
    {
        try
        {
            call.ExpectEvent();
            return await pieces.MoveNextAsync();
        }
        catch (Exception exception)
        {
            // The edge to two SDKs that document none of what they throw; every kind of failure gets its name here.
            cancellationToken.ThrowIfCancellationRequested();

            // The message is whole; what broke is what follows it. Asking again would buy the message twice.
            if (assembly.Finished) return false;
            throw ModelFailure.Of(exception, call, assembly.Usage);
        }
    }
}
