using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>One server of one session: started on first need, started again when it died, given up after so many failures in a row.</summary>
internal sealed partial class McpServer(
    McpServerSettings settings, SessionKey session, ISessionResources resources, McpConnector connector, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>Failures in a row after which it is left alone until the session's next activation.</summary>
    internal const int FailuresMax = 5;

    /// <summary>How long it must have lived for its failures before to be forgotten.</summary>
    private static readonly TimeSpan LivesLong = TimeSpan.FromMinutes(5);

    private readonly ILogger _log = log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task<McpConnection>? _connecting;
    private McpConnection? _counted;
    private IReadOnlyList<McpTool> _tools = [];
    private EventError? _leftOut;
    private EventError? _failure;
    private DateTimeOffset _connectedAt;
    private DateTimeOffset _notBefore;
    private int _failures;

    /// <summary>Its tools now; or why it has none.</summary>
    public async Task<ToolListing> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectionAsync(cancellationToken);
            if (connection.IsStale) await ListAsync(connection, cancellationToken);
            return new ToolListing(settings.Name, _tools, _leftOut);
        }
        catch (McpServerException e)
        {
            return new ToolListing(settings.Name, [], Error(e));
        }
    }

    /// <summary>Calls a tool by its name at the server.</summary>
    public async Task<ToolResult> CallAsync(string tool, ToolInvocation call, CancellationToken cancellationToken)
    {
        McpConnection connection;
        try
        {
            connection = await ConnectionAsync(cancellationToken);
        }
        catch (McpServerException e)
        {
            var error = Error(e);
            return new ToolResult(ToolStatus.Refused, error.Message, Error: error);
        }

        return await connection.CallAsync(tool, call, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_connecting is { } connecting)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully) await (await connecting).DisposeAsync();
        }

        _stopping.Dispose();
    }

    private static EventError Error(McpServerException e) => new(e.Code, e.Message, Retryable: true);

    // One start at a time. Whoever waits may stop waiting; the start goes on for whoever comes next.
    private async Task<McpConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        Task<McpConnection> connecting;
        lock (_gate)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true } || (_connecting.IsCompletedSuccessfully && !_connecting.Result.IsAlive))
            {
                var dead = _connecting is { IsCompletedSuccessfully: true } ended ? ended.Result : null;
                if (dead is not null) CountDeath(dead);
                if (Wait() is { } why) throw why;
                _connecting = StartAsync(dead);
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken);
    }

    private McpServerException? Wait()
    {
        var now = time.GetUtcNow();
        if (_failure is not { } failure || (_failures < FailuresMax && now >= _notBefore)) return null;
        var when = _failures >= FailuresMax
            ? $"It failed {_failures} times in a row and is left alone until the session's next activation."
            : $"It is started again in {Math.Ceiling((_notBefore - now).TotalSeconds)} s.";
        return new McpServerException(failure.Code, $"{failure.Message} {when}");
    }

    private void CountDeath(McpConnection dead)
    {
        if (ReferenceEquals(_counted, dead)) return;
        _counted = dead;
        if (time.GetUtcNow() - _connectedAt >= LivesLong) _failures = 0;
        CountFailure(new EventError(McpCodes.Died, $"The MCP server '{settings.Name}' ended."));
    }

    // The first time at once; then after 1, 2, 4 … s.
    private void CountFailure(EventError why)
    {
        _failures++;
        _failure = why;
        _notBefore = time.GetUtcNow() + (_failures == 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 << (_failures - 2)));
        LogFailed(session, settings.Name, why.Code, _failures);
    }

    private async Task<McpConnection> StartAsync(McpConnection? dead)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (dead is not null) await dead.DisposeAsync();
        using var limit = new CancellationTokenSource(settings.StartTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            var connection = await connector.ConnectAsync(settings, resources, linked.Token);
            try
            {
                await ListAsync(connection, linked.Token);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            lock (_gate) _connectedAt = time.GetUtcNow();
            LogStarted(session, settings.Name, connection.Revision, _tools.Count);
            return connection;
        }
        catch (Exception e) when (e is McpServerException or ToolUnavailableException or OperationCanceledException && !_stopping.IsCancellationRequested)
        {
            var (code, why) = e switch
            {
                McpServerException known => (known.Code, known.Message),
                ToolUnavailableException missing => (missing.Code, missing.Message),
                _ => (McpCodes.Unavailable, $"It did not start within {settings.StartTimeout.TotalSeconds} s (start_timeout)."),
            };
            var failure = new EventError(code, $"The MCP server '{settings.Name}' cannot be used. {why}");
            lock (_gate) CountFailure(failure);
            throw new McpServerException(failure.Code, failure.Message, e);
        }
    }

    private async Task ListAsync(McpConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.StartTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (tools, leftOut) = McpOffer.Of(settings, await connection.ListAsync(linked.Token));
            _tools = [.. tools.Select(t => new McpTool(this, t.Name, t.Definition))];
            _leftOut = leftOut == 0 ? null : new EventError(
                McpCodes.ToolsLeftOut, $"{leftOut} tools of the MCP server '{settings.Name}' are left out: their names or schemas are beyond a bound.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new McpServerException(McpCodes.Unavailable, $"Its tools were not listed within {settings.StartTimeout.TotalSeconds} s (start_timeout).");
        }
    }
}
