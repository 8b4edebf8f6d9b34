using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Silo.Host.Tests.SignalR;

/// <summary>A node process with npm's client of SignalR, which does what the test says: npm/hub.cjs.</summary>
internal sealed class NodeHub : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> _closed = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private int _last;

    private NodeHub(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static NodeHub Start() => new(Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "npm/hub.cjs"), NodeTools.Folder])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    /// <summary>Opens a connection, under a name.</summary>
    public Task ConnectAsync(string name, Uri server, string? key = null, bool stateful = false) =>
        SendAsync(new JsonObject { ["op"] = "connect", ["c"] = name, ["url"] = Url(server), ["key"] = key, ["stateful"] = stateful });

    /// <summary>Calls a method of the hub; its answer.</summary>
    public Task<JsonElement> InvokeAsync(string connection, string method, params JsonNode?[] arguments) =>
        SendAsync(new JsonObject { ["op"] = "invoke", ["c"] = connection, ["method"] = method, ["args"] = new JsonArray(arguments) });

    /// <summary>What is said of a connection, such as <c>pause</c>.</summary>
    public Task DoAsync(string operation, string connection) => SendAsync(new JsonObject { ["op"] = operation, ["c"] = connection });

    /// <summary>Opens a stream, under a name.</summary>
    public Task StreamAsync(string stream, string connection, string session, string? cursor = null) =>
        SendAsync(new JsonObject { ["op"] = "stream", ["s"] = stream, ["c"] = connection, ["session"] = session, ["cursor"] = cursor });

    public Task DisposeStreamAsync(string stream) => SendAsync(new JsonObject { ["op"] = "dispose", ["s"] = stream });

    /// <summary>Reads a turn with a client that takes one item of each connection, or that comes back whenever it is cut; how often it came, or was cut.</summary>
    public async Task<int> ReadTurnAsync(string operation, string stream, Uri server, string session) =>
        (await SendAsync(new JsonObject { ["op"] = operation, ["s"] = stream, ["url"] = Url(server), ["session"] = session }, within: 180)).GetInt32();

    /// <summary>The items of a stream, in order; ends with the stream.</summary>
    /// <exception cref="NodeHubException">The stream ended with an error.</exception>
    public ChannelReader<JsonElement> Items(string stream) => ItemsOf(stream).Reader;

    /// <summary>What a connection's end says.</summary>
    public Task<string?> ClosedAsync(string connection) => ClosedOf(connection).Task.Within(60, "the connection to close");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().Within(60, "node to end");
        await _reading;
        _process.Dispose();
    }

    private static string Url(Uri server) => new Uri(server, "/hub").ToString();

    private async Task<JsonElement> SendAsync(JsonObject command, int within = 60)
    {
        var number = Interlocked.Increment(ref _last);
        var done = _calls[number] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        command["n"] = number;
        lock (_writing)
        {
            _process.StandardInput.WriteLine(command.ToJsonString());
            _process.StandardInput.Flush();
        }

        return await done.Task.Within(within, $"node to have done {command.ToJsonString()}");
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonElement.Parse(line);
            switch (said.GetProperty("ev").GetString())
            {
                case "item":
                    ItemsOf(said.GetProperty("s").GetString()!).Writer.TryWrite(said.GetProperty("item"));
                    break;
                case "end":
                    ItemsOf(said.GetProperty("s").GetString()!).Writer.TryComplete(Failure(said));
                    break;
                case "closed":
                    ClosedOf(said.GetProperty("c").GetString()!).TrySetResult(said.GetProperty("error").GetString());
                    break;
                default:
                    var call = _calls[said.GetProperty("n").GetInt32()];
                    if (Failure(said) is { } failure) call.TrySetException(failure);
                    else call.TrySetResult(said.GetProperty("value"));
                    break;
            }
        }
    }

    private static NodeHubException? Failure(JsonElement said) =>
        said.TryGetProperty("error", out var error) && error.GetString() is { } text ? new NodeHubException(text) : null;

    private Channel<JsonElement> ItemsOf(string stream) => _items.GetOrAdd(stream, _ => Channel.CreateUnbounded<JsonElement>());

    private TaskCompletionSource<string?> ClosedOf(string connection) => _closed.GetOrAdd(connection, _ => new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
}
