using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>One live connection to a server.</summary>
internal sealed class McpConnection : IAsyncDisposable
{
    private const int PagesMax = 32;
    private const int OfferedMax = 512;
    private static readonly TimeSpan TellMax = TimeSpan.FromMilliseconds(500);
    private readonly McpServerSettings _settings;
    private readonly McpClient _client;
    private readonly HttpClient? _http;
    private readonly RunningCalls _running;
    private readonly IProbe _probe;
    private readonly TimeProvider _time;
    private readonly IAsyncDisposable _changes;
    private readonly IAsyncDisposable _progressNotes;
    private readonly ConcurrentDictionary<string, ProgressText> _progress = new(StringComparer.Ordinal);
    private long _lastCall;
    private volatile bool _isStale = true;
    private volatile bool _isLost;

    public McpConnection(McpServerSettings settings, McpClient client, HttpClient? http, RunningCalls running, IProbe probe, TimeProvider time)
    {
        _settings = settings;
        _client = client;
        _http = http;
        _running = running;
        _probe = probe;
        _time = time;
        _changes = client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            _isStale = true;
            return ValueTask.CompletedTask;
        });
        _progressNotes = client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (notification, _) =>
        {
            Report(notification);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Whether it can still be used.</summary>
    public bool IsAlive => !_isLost && !_client.Completion.IsCompleted;

    /// <summary>Whether the server said that its tools are not what they were.</summary>
    public bool IsStale => _isStale;

    /// <summary>The revision that was agreed on.</summary>
    public string Revision => _client.NegotiatedProtocolVersion ?? string.Empty;

    /// <summary>Asks for the server's tools.</summary>
    /// <exception cref="McpServerException">It does not answer as the protocol says.</exception>
    public async Task<IReadOnlyList<Tool>> ListAsync(CancellationToken cancellationToken)
    {
        _isStale = false;
        var tools = new List<Tool>();
        try
        {
            string? cursor = null;
            for (var page = 0; page < PagesMax && tools.Count < OfferedMax; page++)
            {
                var result = await _client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, cancellationToken).AsTask().WaitAsync(cancellationToken);
                tools.AddRange(result.Tools.Take(OfferedMax - tools.Count));
                if (string.IsNullOrEmpty(cursor = result.NextCursor)) break;
            }
        }
#pragma warning disable CA1031 // The edge to a hostile server: whatever its answer makes the SDK throw, its tools are not known.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _isStale = true;
            throw McpConnector.Cause(e) ?? new McpServerException(McpCodes.Broken, $"Its tools could not be listed: {PlainText.OneLine(e.Message, 400)}", e);
        }

        return tools;
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">Its name at the server.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Tells the server, and stops waiting for it.</param>
    public async Task<ToolResult> CallAsync(string tool, ToolInvocation call, CancellationToken cancellationToken)
    {
        using var running = _running.Begin(call);
        CallToolResult result;
        try
        {
            result = await SendAsync(tool, call, cancellationToken);
            _probe.Reached(ProbePoint.InsideTool);
        }
        catch (McpException e) when (McpConnector.Cause(e) is null)
        {
            // The server answered, with an error of the protocol.
            return ToolResult.Failed(McpCodes.ToolFailed, PlainText.Lines(e.Message, 2000));
        }
#pragma warning disable CA1031 // The edge to a hostile server: whatever its answer makes the SDK throw, the call may have run.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // Over HTTP nothing but the next answer tells that the server has forgotten the session.
            _isLost |= e is HttpRequestException or IOException;
            var (code, why) = McpConnector.Cause(e) is { } known ? (known.Code, known.Message) : (McpCodes.Died, PlainText.OneLine(e.Message, 400));
            var text = $"The MCP server '{_settings.Name}' did not finish this call; it may have partly run. {why}";
            return new ToolResult(ToolStatus.Interrupted, text, Error: new EventError(code, text));
        }

        return await McpResult.OfAsync(result, call, _settings, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _changes.DisposeAsync();
        await _progressNotes.DisposeAsync();
        await _client.DisposeAsync();
        _http?.Dispose();
    }

    /// <summary>What a receiver needs to refuse a call that it has had, or one of a host that was fenced; and where its progress goes.</summary>
    private static JsonObject Meta(ToolInvocation call, string id) =>
        new() { ["silo/key"] = call.Key, ["silo/epoch"] = call.Epoch, ["silo/attempt"] = call.Attempt, ["progressToken"] = id };

    private async Task<CallToolResult> SendAsync(string tool, ToolInvocation call, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"call-{Interlocked.Increment(ref _lastCall)}");
        var request = new JsonRpcRequest
        {
            Id = new RequestId(id),
            Method = RequestMethods.ToolsCall,
            Params = new JsonObject { ["name"] = tool, ["arguments"] = JsonObject.Create(call.Input), ["_meta"] = Meta(call, id) },
        };
        _progress[id] = new ProgressText(call.Output);
        try
        {
            var response = await _client.SendRequestAsync(request, cancellationToken).WaitAsync(cancellationToken);
            return response.Result.Deserialize<CallToolResult>(McpJsonUtilities.DefaultOptions) ?? throw new McpServerException(McpCodes.Broken, "It answered nothing.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TellCancelledAsync(request.Id);
            throw;
        }
        finally
        {
            _progress.TryRemove(id, out _);
        }
    }

    // The SDK means to, but whether it does is a race of its callbacks: told twice is better than not at all.
    private async Task TellCancelledAsync(RequestId id)
    {
        using var patience = new CancellationTokenSource(TellMax, _time);
        try
        {
            var about = JsonSerializer.SerializeToNode(new CancelledNotificationParams { RequestId = id }, McpJsonUtilities.DefaultOptions);
            await _client.SendMessageAsync(new JsonRpcNotification { Method = NotificationMethods.CancelledNotification, Params = about }, patience.Token).WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // The edge to a hostile server: it is gone, or does not read. The call is cancelled all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nobody is left to be told.
        }
    }

    private void Report(JsonRpcNotification notification)
    {
        if (notification.Params?["progressToken"] is JsonValue token && token.TryGetValue(out string? id) && _progress.TryGetValue(id, out var progress)
            && notification.Params.Deserialize<ProgressNotificationParams>(McpJsonUtilities.DefaultOptions) is { Progress: { } value })
            progress.Report(value);
    }
}
