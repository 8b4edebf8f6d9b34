using System.Threading.Channels;
using Npgsql;
using Silo.Abstractions.Identity;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>The one loop that writes. It gathers what queued while the server was busy into one round trip, and so one transaction, without waiting for more.</summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int RacesMax = 5;

    private readonly PostgresConnections _connections;
    private readonly PostgresJournalOptions _options;
    private readonly Channel<PostgresWrite> _queue;
    private readonly AppendSql _appendSql;
    private readonly CommitNotifier _notifier;
    private readonly Queue<PostgresWrite> _unfinished = new();
    private readonly Task _running;
    private PostgresWrite? _next;
    private NpgsqlConnection? _connection;

    internal PostgresWriter(PostgresConnections connections, PostgresJournalOptions options, TimeProvider time, IEnumerable<SessionKey> buried)
    {
        _connections = connections;
        _options = options;
        _appendSql = new AppendSql(connections.Schema);
        _notifier = new CommitNotifier(connections, time);
        foreach (var key in buried) _unfinished.Enqueue(new DeleteWrite(key, epoch: 0));
        _queue = Channel.CreateBounded<PostgresWrite>(new BoundedChannelOptions(options.QueueLengthMax) { SingleReader = true });
        _running = RunAsync();
    }

    /// <summary>Writes, with whatever else waits; completes when it has been committed.</summary>
    internal async Task<T> WriteAsync<T>(PostgresWrite<T> write, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresJournal), "The journal is closed; the write was not taken.");
        }

        return await (cancellationToken.CanBeCanceled ? write.Told.WaitAsync(cancellationToken) : write.Told);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running;
        await _notifier.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var batch = new List<PostgresWrite>();
        while (await GatherAsync(batch))
        {
            await WriteBatchAsync(batch);
            batch.Clear();
        }
    }

    // Long deletions go on in the gaps: one part per transaction, and they never keep the loop from what is new.
    private async ValueTask<bool> GatherAsync(List<PostgresWrite> batch)
    {
        var bytes = 0;
        if (_unfinished.TryDequeue(out var part)) batch.Add(part);
        else if (_next is null && !await _queue.Reader.WaitToReadAsync()) return false;
        var sessions = new HashSet<SessionKey>();
        while (batch.Count < _options.BatchWritesMax && bytes < _options.BatchBytesMax && TryTake(out var write))
        {
            // The second commit of a session is decided by what the first one left: it goes with the next transaction.
            if (write is AppendWrite append && !sessions.Add(append.Commit.Key))
            {
                _next = write;
                break;
            }

            batch.Add(write);
            bytes += write.Bytes;
        }

        return true;
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PostgresWrite? write)
    {
        (write, _next) = (_next, null);
        return write is not null || _queue.Reader.TryRead(out write);
    }

    private async Task WriteBatchAsync(List<PostgresWrite> batch)
    {
        for (var races = 0; ; races++)
        {
            try
            {
                await SendAsync(batch);
                break;
            }
            catch (Exception e) when (PostgresError.IsRace(e) && races < RacesMax)
            {
                // The server has undone it all: made again, it sees what the other host did.
            }
            catch (Exception e) when (PostgresError.IsUndone(e) && batch.Count > 1)
            {
                // What one of them did wrong must not fail the neighbours: each alone.
                foreach (var write in batch) await WriteBatchAsync([write]);
                return;
            }
            catch (Exception e)
            {
                await FailAsync(batch, e);
                return;
            }
        }

        // From here on it is committed: nothing of it is ever sent again.
        var refused = new List<AppendWrite>();
        foreach (var write in batch)
        {
            if (write is AppendWrite { IsRefused: true } append) refused.Add(append);
            else Complete(write);
        }

        if (refused.Count > 0) await ExplainAsync(refused);
    }

    private async Task ExplainAsync(List<AppendWrite> refused)
    {
        try
        {
            await CommitAsync([new RefusedSet(refused)]);
        }
        catch (Exception e)
        {
            await FailAsync(refused, e);
            return;
        }

        foreach (var write in refused) Complete(write);
    }

    private void Complete(PostgresWrite write)
    {
        if (write.Left is { } left) _notifier.Add(left);
        if (!write.Complete()) _unfinished.Enqueue(write);
    }

    // The edge of the loop: whatever it is, those who wait must hear of it. Only what the server has undone leaves a connection of use.
    private async Task FailAsync(IReadOnlyList<PostgresWrite> writes, Exception e)
    {
        if (!PostgresError.IsUndone(e)) await DropConnectionAsync();
        var failure = PostgresError.From(e, "writing");
        foreach (var write in writes) write.Fail(failure);
    }

    private async Task SendAsync(List<PostgresWrite> batch)
    {
        var statements = new List<IPostgresStatement>();
        var appends = batch.OfType<AppendWrite>().OrderBy(w => w.Commit.Key.Tenant.Value, StringComparer.Ordinal).ThenBy(w => w.Commit.Key.Session.Value, StringComparer.Ordinal).ToList();
        if (appends.Count > 0) statements.Add(new AppendSet(_appendSql, appends));
        statements.AddRange(batch.OfType<IPostgresStatement>());
        await CommitAsync(statements);
    }

    /// <summary>One round trip: its statements are one transaction, because they end in one Sync.</summary>
    /// <remarks>Source: PostgreSQL's manual, 55.2.3 and 55.2.4: an extended query without BEGIN commits at Sync, pipelined statements together.</remarks>
    private async Task CommitAsync(List<IPostgresStatement> statements)
    {
        var connection = await ConnectAsync();
        var now = _options.Clock?.GetUtcNow().UtcTicks;
        await using var round = new NpgsqlBatch(connection);
        foreach (var statement in statements) round.BatchCommands.Add(statement.Command(_connections.Schema, now));
        await using var reader = await round.ExecuteReaderAsync(CancellationToken.None);
        foreach (var statement in statements)
        {
            await statement.ReadAsync(reader, CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open }) return _connection;
        await DropConnectionAsync();
        _connection = await _connections.OpenWriterAsync(CancellationToken.None);
        return _connection;
    }

    private async ValueTask DropConnectionAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }
}
