using System.Globalization;
using Npgsql;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;

namespace Silo.Storage.Postgres.Engine;

/// <summary>The bounded set of connections: one for the writer, two for notifications, the others for readers, who wait their turn.</summary>
internal sealed class PostgresConnections : IAsyncDisposable
{
    // Synchronous whatever the role's default is. Statements are few and always find their rows by index: one plan for each is enough,
    // and planning anew for every length of an array would take longer than running it.
    private const string Settings = "-c plan_cache_mode=force_generic_plan -c jit=off -c default_transaction_isolation=read\\ committed";
    private const string Durable = "-c synchronous_commit=on";

    // Every row that is written is found by its key. Of a young table the planner knows nothing, and a plan once made is kept: it must
    // have no way to read a table from end to end, or to visit rows in another order than asked.
    private const string ByKey = "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    // A notification writes no table, yet its transaction would wait for the disk, and make commits wait for it.
    private const string NotDurable = "-c synchronous_commit=off";

    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _reading;
    private readonly NpgsqlDataSource _notifying;
    private readonly FairTurns<Asker> _turns;
    private readonly CallLoad? _reads;

    /// <param name="options">How to reach the server.</param>
    /// <param name="reads">Counts the reads; null where nobody asks.</param>
    internal PostgresConnections(PostgresJournalOptions options, CallLoad? reads = null)
    {
        _reads = reads;
        Schema = options.Schema;
        Sender = options.Sender;
        _writing = Source(options, connections: 1, $"{Durable} {ByKey}");
        _reading = Source(options, options.ReadersMax, Durable);
        _turns = new FairTurns<Asker>(options.ReadersMax);
        _notifying = Source(options, connections: 2, NotDurable);
    }

    internal string Schema { get; }

    /// <summary>Reads that wait or are under way.</summary>
    internal JournalLoad Reads => _reads?.Current ?? default;

    /// <summary>The channel of notifications between the hosts of one schema.</summary>
    internal string Channel => "silo_" + Schema;

    /// <summary>Names this journal in its notifications, so that it does not listen to itself.</summary>
    internal string Sender { get; }

    internal ValueTask<NpgsqlConnection> OpenWriterAsync(CancellationToken cancellationToken) => _writing.OpenConnectionAsync(cancellationToken);

    /// <summary>Opens it from the writer's own thread.</summary>
    internal NpgsqlConnection OpenWriter() => _writing.OpenConnection();

    internal ValueTask<NpgsqlConnection> OpenReaderAsync(CancellationToken cancellationToken) => _reading.OpenConnectionAsync(cancellationToken);

    internal ValueTask<NpgsqlConnection> OpenNotifierAsync() => _notifying.OpenConnectionAsync(CancellationToken.None);

    internal ValueTask<NpgsqlConnection> OpenListenerAsync(CancellationToken cancellationToken) => _notifying.OpenConnectionAsync(cancellationToken);

    /// <summary>Runs one read on a connection of its own; when all are taken, askers take turns. A connection that broke while nobody used it is no failure: the read is made again on a new one.</summary>
    /// <exception cref="JournalException">The server refused or did not answer. Retry.</exception>
    internal Task<T> ReadAsync<T>(Asker asker, Func<NpgsqlCommand, Task<T>> read, CancellationToken cancellationToken) => _reads is null
        ? ReadInTurnAsync(asker, read, cancellationToken)
        : _reads.CountAsync(0, () => ReadInTurnAsync(asker, read, cancellationToken));

    /// <summary>Refuses a server whose "committed" does not mean durable.</summary>
    /// <exception cref="JournalException">It does not sync. Change its settings.</exception>
    internal static async Task CheckDurableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var setting in (string[])["fsync", "full_page_writes"])
        {
            await using var command = new NpgsqlCommand($"SHOW {setting}", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is not "on")
                throw new JournalException($"The server has {setting} = off: what it calls committed can be lost. Set it to on, then start again.");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _notifying.DisposeAsync();
        await _reading.DisposeAsync();
        await _writing.DisposeAsync();
    }

    private async Task<T> ReadInTurnAsync<T>(Asker asker, Func<NpgsqlCommand, Task<T>> read, CancellationToken cancellationToken)
    {
        await _turns.EnterAsync(asker, cancellationToken);
        try
        {
            return await ReadAsync(read, cancellationToken);
        }
        finally
        {
            _turns.Leave();
        }
    }

    private async Task<T> ReadAsync<T>(Func<NpgsqlCommand, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (Exception e) when (PostgresError.IsOurs(e) && !PostgresError.IsUndone(e))
        {
            _reading.Clear();
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            throw PostgresError.From(e, "reading");
        }

        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            throw PostgresError.From(e, "reading");
        }
    }

    private async Task<T> ReadOnceAsync<T>(Func<NpgsqlCommand, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await _reading.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        return await read(command);
    }

    private static NpgsqlDataSource Source(PostgresJournalOptions options, int connections, string settings)
    {
        var timeout = (int)options.StatementTimeout.TotalMilliseconds;
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = connections,
            MinPoolSize = 0,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            ApplicationName = "silo",
            IncludeErrorDetail = false,

            // Nothing here changes its connection's settings, and taking back what was not changed is eight statements for each read.
            NoResetOnClose = true,

            // The server ends a long statement first, and then its outcome is known.
            CommandTimeout = (int)options.StatementTimeout.TotalSeconds + 10,
            Options = string.Create(CultureInfo.InvariantCulture, $"{Settings} {settings} -c statement_timeout={timeout} -c idle_in_transaction_session_timeout={timeout}"),
        };
        return new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
    }
}
