using Npgsql;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Archives;

/// <summary>The whole sessions of a PostgreSQL journal. Safe beside running hosts, also while sessions are put in.</summary>
public sealed class PostgresArchive : IJournalArchive
{
    private readonly PostgresConnections _connections;
    private readonly TimeProvider? _clock;

    private PostgresArchive(PostgresConnections connections, TimeProvider? clock)
    {
        _connections = connections;
        _clock = clock;
    }

    /// <summary>Opens a journal. Makes, changes and brings up to date nothing.</summary>
    /// <param name="options">Where it is. Whoever reads a session slowly may be silent for as long as <see cref="PostgresJournalOptions.StatementTimeout"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    /// <exception cref="ArgumentException">An option is out of its range. Do not retry.</exception>
    /// <exception cref="JournalSchemaException">The schema is of another version of Silo, or no journal's.</exception>
    /// <exception cref="JournalUnreachableException">The server cannot be reached. Retry.</exception>
    /// <exception cref="JournalException">The server refuses.</exception>
    public static async Task<PostgresArchive> OpenAsync(PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        var connections = new PostgresConnections(options);
        try
        {
            await using var connection = await connections.OpenReaderAsync(cancellationToken);
            await PostgresSchema.CheckAsync(connection, options.Schema, cancellationToken);
            return new PostgresArchive(connections, options.Clock);
        }
        catch (Exception e)
        {
            await connections.DisposeAsync();
            if (PostgresError.IsOurs(e)) throw PostgresError.From(e, "opening it");
            throw;
        }
    }

    /// <summary>Tells whether there is a journal, of whatever version.</summary>
    /// <param name="options">Where it would be.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    /// <exception cref="ArgumentException">An option is out of its range. Do not retry.</exception>
    /// <exception cref="JournalSchemaException">The schema is of a newer Silo, or no journal's.</exception>
    /// <exception cref="JournalUnreachableException">The server cannot be reached. Retry.</exception>
    /// <exception cref="JournalException">The server refuses.</exception>
    public static async Task<bool> ExistsAsync(PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        await using var connections = new PostgresConnections(options);
        try
        {
            await using var connection = await connections.OpenReaderAsync(cancellationToken);
            return await PostgresSchema.ExistsAsync(connection, options.Schema, cancellationToken);
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            throw PostgresError.From(e, "opening it");
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IJournalArchive.SessionsMax);
        return _connections.ReadAsync<IReadOnlyList<SessionKey>>(Asker.Host, async command =>
        {
            command.CommandText =
                $"SELECT tenant, id FROM {_connections.Schema}.session WHERE deleted + 0 = 0 AND (tenant, id) > ($1, $2) AND ($3::text IS NULL OR tenant = $3) " +
                "AND ($4::text IS NULL OR id = $4) AND ($5::text IS NULL OR agent = $5) ORDER BY tenant, id LIMIT $6";
            command.Add(after?.Tenant.Value ?? string.Empty).Add(after?.Session.Value ?? string.Empty).Add(query.Tenant?.Value).Add(query.Session?.Value)
                .Add(query.Agent).Add((long)limit);
            var keys = new List<SessionKey>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) keys.Add(PostgresRows.SessionKey(reader, 0));
            return keys;
        }, cancellationToken);
    }

    /// <inheritdoc />
    public Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        Named("reading", () => PostgresSnapshot.OpenAsync(_connections, key, _clock, cancellationToken));

    /// <inheritdoc />
    public Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken) => _connections.ReadAsync(key, async command =>
    {
        command.CommandText = $"SELECT deleted FROM {_connections.Schema}.session WHERE tenant = $1 AND id = $2";
        command.Add(key.Tenant.Value).Add(key.Session.Value);
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => SessionPlace.Absent,
            (short)0 => SessionPlace.Present,
            _ => SessionPlace.Deleted,
        };
    }, cancellationToken);

    /// <inheritdoc />
    public void Check(SessionRow row) => CommitCheck.CheckRestored(row);

    /// <inheritdoc />
    public Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken)
    {
        CommitCheck.CheckRestored(row);
        return Named("beginning", () => PostgresRestore.BeginAsync(_connections, row, _clock, cancellationToken));
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    /// <summary>Gives failures of the server their names; an id that is in use is no failure of its.</summary>
    internal static async Task<T> Named<T>(string doing, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new InvalidOperationException($"An id of the session belongs, or belonged, to one that is here ({e.TableName}).", e);
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            throw PostgresError.From(e, doing);
        }
    }
}
