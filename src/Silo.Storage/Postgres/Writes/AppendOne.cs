using Npgsql;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Engine;

namespace Silo.Storage.Postgres.Writes;

/// <summary>A small commit with no other beside it, as on a quiet host: says the same as <see cref="AppendSet"/>, and costs the server half of it.</summary>
internal sealed class AppendOne(AppendOneSql sql, AppendWrite write) : IPostgresStatement
{
    /// <summary>Whether it can say all that a commit does.</summary>
    internal static bool Fits(Commit commit) => commit is { Tickets.Count: <= 1, Approvals.Count: 0, Keys.Count: 0, Events.Count: <= AppendOneSql.EventsMax };

    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var commit = write.Commit;
        var ticket = commit.Tickets is [var only] ? only : null;
        var command = new NpgsqlBatchCommand(sql.Text(commit.Events.Count, ticket is not null));
        command.Add(commit.Key.Tenant.Value).Add(commit.Key.Session.Value).Add(commit.Epoch).Add(commit.Head).Add(commit.Head + commit.Events.Count)
            .Add(commit.Summary is { } s ? (short?)StoredNames.Of(s.Status) : null).Add(commit.Summary?.UpdatedAt.UtcTicks);
        var seed = EventChecksum.Seed(commit.Key);
        foreach (var e in commit.Events)
            command.Add(e.Sequence).Add(StoredText.Encode(e.Kind)).Add((long)EventChecksum.Compute(seed, e.Sequence, e.Kind, e.Utf8.Span)).Add(e.Utf8);
        if (ticket is not null)
            command.Add(ticket.Turn.Value).Add((short?)(short)StoredNames.Of(ticket.State)).Add(ticket.QueuedAt.UtcTicks).Add(ticket.EndedAt?.UtcTicks)
                .Add(ticket.QueuedSequence).Add(ticket.EndedSequence).Add(ticket.StopReason is { } reason ? StoredNames.Of(reason) : null);
        return command;
    }

    public void Read(NpgsqlDataReader reader) => write.DecideFit(reader.Read());
}
