using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Writes;

namespace Silo.Storage.Postgres.Reads;

/// <summary>Hears of other hosts' commits, and asks where sessions stand.</summary>
internal sealed class PostgresWatch(PostgresConnections connections)
{
    private const int HintsMax = 4096;

    internal Task<IReadOnlyList<SessionHead>> HeadsAsync(IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken) =>
        connections.ReadAsync<IReadOnlyList<SessionHead>>(Asker.Host, async command =>
        {
            command.CommandText =
                $"SELECT s.tenant, s.id, s.epoch, s.head FROM unnest($1, $2) AS a(tenant, id) JOIN {connections.Schema}.session s " +
                "ON s.tenant = a.tenant AND s.id = a.id WHERE s.deleted + 0 = 0";
            command.Parameters.Add(Texts([.. sessions.Select(s => s.Tenant.Value)]));
            command.Parameters.Add(Texts([.. sessions.Select(s => s.Session.Value)]));
            var heads = new List<SessionHead>(sessions.Count);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                heads.Add(new SessionHead(PostgresRows.SessionKey(reader, 0), reader.GetInt64(2), reader.GetInt64(3)));
            return heads;
        }, cancellationToken);

    internal async IAsyncEnumerable<SessionHead> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A listener that is slow loses the oldest hints, as a hint may be.
        var hints = Channel.CreateBounded<SessionHead>(new BoundedChannelOptions(HintsMax) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hearing = HearAsync(hints.Writer, stop.Token);
        try
        {
            await foreach (var hint in hints.Reader.ReadAllAsync(cancellationToken)) yield return hint;
        }
        finally
        {
            await stop.CancelAsync();
            await hearing;
        }
    }

    /// <summary>Fills a channel until it is stopped, and closes it with the reason when the connection breaks.</summary>
    private async Task HearAsync(ChannelWriter<SessionHead> hints, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connections.OpenListenerAsync(cancellationToken);
            connection.Notification += (_, notice) =>
            {
                foreach (var head in CommitNotice.Read(notice.Payload, connections.Sender)) hints.TryWrite(head);
            };
            await using (var listen = new NpgsqlCommand($"LISTEN {connections.Channel}", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
            while (true) await connection.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            hints.TryComplete();
        }
        catch (Exception e) when (PostgresError.IsOurs(e))
        {
            hints.TryComplete(PostgresError.From(e, "listening"));
        }
    }

    private static NpgsqlParameter Texts(string[] values) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values };
}
