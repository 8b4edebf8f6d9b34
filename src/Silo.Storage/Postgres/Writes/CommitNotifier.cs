using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Tells other hosts of commits, apart from the commits: what gathers within a few milliseconds goes as one notification.</summary>
/// <remarks>Only the newest head of each session is kept, so what waits is bounded by the sessions that write; what is lost is found by polling.</remarks>
internal sealed class CommitNotifier : IAsyncDisposable
{
    // A hint is for people who read along; for each commit one would cost the server as much as the commit.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(10);

    private readonly PostgresConnections _connections;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Task _running;
    private Dictionary<SessionKey, SessionHead> _waiting = [];
    private bool _closed;

    internal CommitNotifier(PostgresConnections connections, TimeProvider time)
    {
        _connections = connections;
        _time = time;
        _running = RunAsync();
    }

    internal void Add(SessionHead head)
    {
        lock (_gate)
        {
            _waiting[head.Key] = head;
            if (_filled.CurrentCount == 0) _filled.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_filled.CurrentCount == 0) _filled.Release();
        }

        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
        _filled.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (true)
        {
            await _filled.WaitAsync();
            await Task.Delay(GatherFor, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Dictionary<SessionKey, SessionHead> heads;
            lock (_gate) (heads, _waiting) = (_waiting, []);
            if (heads.Count > 0) await SendAsync(heads.Values);
            lock (_gate)
                if (_closed && _waiting.Count == 0) return;
        }
    }

    private async Task SendAsync(IEnumerable<SessionHead> heads)
    {
        try
        {
            await using var connection = await _connections.OpenNotifierAsync();
            await using var batch = new NpgsqlBatch(connection);
            foreach (var payload in CommitNotice.Write(_connections.Sender, heads))
            {
                var command = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
                command.Add(_connections.Channel).Add(payload);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            // A hint that nobody gets: polling finds what it would have said.
        }
    }
}
