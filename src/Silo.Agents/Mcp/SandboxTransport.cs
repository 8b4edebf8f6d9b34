using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;

namespace Silo.Agents.Mcp;

/// <summary>JSON-RPC with a process in a sandbox, one message to a line. The process is hostile: everything it says has a bound.</summary>
/// <remarks>Its output is read no faster than its messages are taken, so one that floods is held back and costs nothing but its own time.</remarks>
internal sealed class SandboxTransport : ITransport
{
    private const int QueuedMax = 64;
    private const int OpenRequestsMax = 32;
    private const int MalformedMax = 100;
    private const int WritesMax = 64;
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(1);
    private readonly Channel<JsonRpcMessage> _messages = Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(QueuedMax) { SingleReader = true });
    private readonly ConcurrentDictionary<RequestId, byte> _openRequests = new();
    private readonly ErrorTail _errors = new();
    private readonly LineSplitter _lines;
    private readonly TimeProvider _time;
    private ISandboxProcess? _process;
    private Task _watching = Task.CompletedTask;
    private int _malformed;
    private int _writes;
    private int _taken;

    private SandboxTransport(McpServerSettings settings, TimeProvider time)
    {
        _lines = new LineSplitter(settings.MessageBytesMax);
        _time = time;
    }

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

    /// <summary>Starts the server's process.</summary>
    /// <exception cref="SandboxException">The sandbox is gone. Make a new one.</exception>
    /// <exception cref="ArgumentException">The command is beyond a bound. Do not retry.</exception>
    public static async Task<SandboxTransport> StartAsync(ISandbox sandbox, McpServerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var transport = new SandboxTransport(settings, time);
        transport._process = await sandbox.StartAsync(
            new SandboxProcessStart
            {
                Arguments = settings.Command!,
                Environment = settings.Environment ?? new Dictionary<string, string>(),
                OnOutput = transport.TakeAsync,
                OnError = transport.KeepError,
            },
            cancellationToken);
        transport._watching = transport.WatchAsync(transport._process);
        return transport;
    }

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        if (message is JsonRpcResponse or JsonRpcError) _openRequests.TryRemove(((JsonRpcMessageWithId)message).Id, out _);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions), (byte)'\n'];
        if (Interlocked.Increment(ref _writes) > WritesMax)
        {
            Interlocked.Decrement(ref _writes);
            throw new McpServerException(McpCodes.Broken, $"The server does not read: {WritesMax} messages wait for it.");
        }

        // Half a line would spoil all that follow: whoever stops waiting leaves the rest to the write.
        if (!await WriteAsync(line).WaitAsync(cancellationToken)) throw Ended();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await AskToEndAsync(process);
            await process.DisposeAsync();
        }

        await _watching;
    }

    private McpServerException Ended() => new(
        McpCodes.Died, _errors.Text() is { Length: > 0 } said ? $"The server ended. Its last words: {said}" : "The server ended.");

    // As the protocol asks: its input ends, and then it has a moment to end by itself.
    private async Task AskToEndAsync(ISandboxProcess process)
    {
        try
        {
            using var patience = new CancellationTokenSource(EndMax, _time);
            await process.EndInputAsync(patience.Token);
            await ((Task)process.Exit).WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            // It is ended.
        }
    }

    private async Task<bool> WriteAsync(byte[] line)
    {
        try
        {
            return await _process!.TryWriteAsync(line, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _writes);
        }
    }

    private async Task WatchAsync(ISandboxProcess process)
    {
        try
        {
            await process.Exit;
            _messages.Writer.TryComplete(Ended());
        }
#pragma warning disable CA1031 // Whatever it was, those who wait for an answer must hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // It said too much, or its namespaces could not be made.
            _messages.Writer.TryComplete(e);
        }
    }

    private ValueTask KeepError(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _errors.Add(bytes.Span);
        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var line in _lines.Add(bytes))
        {
            if (Parse(line) is not { } message) continue;
            if (message is JsonRpcRequest request && !IsTaken(request)) continue;
            if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled) Forget(cancelled);
            await _messages.Writer.WriteAsync(message, cancellationToken);

            // Whoever reads them hands each to the pool and takes the next: let the pool come by before there are more.
            if (++_taken % QueuedMax == 0) await Task.Run(() => { }, cancellationToken);
        }
    }

    // A server that asks without waiting for answers: what is beyond the bound is left unanswered.
    private bool IsTaken(JsonRpcRequest request) => _openRequests.Count < OpenRequestsMax && _openRequests.TryAdd(request.Id, 0);

    // What the server itself takes back gets no answer.
    private void Forget(JsonRpcNotification cancelled)
    {
        if (cancelled.Params?["requestId"] is not JsonValue id) return;
        if (id.TryGetValue(out string? text)) _openRequests.TryRemove(new RequestId(text), out _);
        else if (id.TryGetValue(out long number)) _openRequests.TryRemove(new RequestId(number), out _);
    }

    private JsonRpcMessage? Parse(ReadOnlyMemory<byte> line)
    {
        if (line.Span.Trim(" \t\r"u8).IsEmpty) return null;
        try
        {
            if (JsonSerializer.Deserialize<JsonRpcMessage>(line.Span, McpJsonUtilities.DefaultOptions) is { } message)
                return message is JsonRpcNotification notification && !McpNotifications.AreHeard(notification.Method) ? null : message;
        }
#pragma warning disable CA1031 // The edge to a hostile server: whatever its line makes the reader throw, it is a line that is none.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Counted below.
        }

        if (++_malformed > MalformedMax)
            throw new McpServerException(McpCodes.Broken, $"The server wrote more than {MalformedMax} lines that are no messages of the protocol.");
        return null;
    }
}
