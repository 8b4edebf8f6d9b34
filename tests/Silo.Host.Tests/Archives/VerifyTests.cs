using Npgsql;
using Silo.Client.Sessions;
using Silo.Host.Tests.Support;
using Silo.Runtime.Archives;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Archives;

/// <summary>Damage of every kind, made by hand in sessions of a real host, and found by the command.</summary>
public sealed class VerifyTests
{
    // Each is done to a session of its own: $1 is its number. The event named is the one that the finding must name.
    private static readonly (string Sql, string Code, long? Event)[] Damages =
    [
        ("UPDATE silo.event SET utf8 = set_byte(utf8, 9, 120) WHERE session = $1 AND sequence = 4", FindingCodes.EventChecksum, 4),
        ("UPDATE silo.event SET kind = 'turn.other' WHERE session = $1 AND sequence = 3", FindingCodes.EventChecksum, 3),
        ("UPDATE silo.event SET checksum = checksum # 1 WHERE session = $1 AND sequence = 2", FindingCodes.EventChecksum, 2),
        ("DELETE FROM silo.event WHERE session = $1 AND sequence = 3", FindingCodes.EventMissing, 3),
        ("DELETE FROM silo.event WHERE session = $1 AND sequence = 1", FindingCodes.EventMissing, 1),
        ("UPDATE silo.session SET head = head + 1 WHERE number = $1", FindingCodes.EventMissing, null),
        ("UPDATE silo.session SET head = head - 1 WHERE number = $1", FindingCodes.EventExtra, null),
        ("UPDATE silo.ticket SET state = 0 WHERE session = $1", FindingCodes.Ticket, 3),
        ("UPDATE silo.ticket SET ended_at = ended_at + 1 WHERE session = $1", FindingCodes.Ticket, 3),
        ("UPDATE silo.ticket SET stop_reason = 'of another world' WHERE session = $1", FindingCodes.SessionRow, null),
        ("DELETE FROM silo.ticket WHERE session = $1", FindingCodes.Ticket, 3),
        ("UPDATE silo.session SET status = 1 WHERE number = $1", FindingCodes.SessionRow, null),
        ("UPDATE silo.session SET title = 'Another' WHERE number = $1", FindingCodes.SessionRow, null),
        ("UPDATE silo.session SET labels = '{\"team\":\"red\"}' WHERE number = $1", FindingCodes.SessionRow, null),
        ("UPDATE silo.session SET labels = 'no json' WHERE number = $1", FindingCodes.SessionRow, null),
        ("UPDATE silo.session SET epoch = 0 WHERE number = $1", FindingCodes.EventImpossible, 2),
    ];

    [Fact]
    public async Task Verify_DamageOfEveryKind_IsNamedAndNothingElseIs()
    {
        await using var server = await PostgresServer.StartAsync();
        using var folder = new TestFolder();
        var data = folder.At("data");
        var sessions = new List<SessionHandle>();
        await using (var host = await LiveHost.StartAsync(data, LiveHost.TestAgents, settings => settings.PostgresConnectionString = server.ConnectionString))
        {
            for (var i = 0; i < Damages.Length + 3; i++)
            {
                var session = await host.Client.CreateAsync(i < Damages.Length ? "talk" : "keeper");
                await session.PromptAsync("Say it.");
                if (i < Damages.Length) await session.ReadTurnsAsync(static _ => { });
                else await ReadToQuestionAsync(session);
                sessions.Add(session);
            }
        }

        Assert.Equal(0, (await ArchiveProgram.RunAsync(data, server, "verify")).ExitCode);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var heads = new List<long>();
        for (var i = 0; i < Damages.Length; i++)
        {
            await using var head = Command(source, "SELECT head FROM silo.session WHERE number = $1", i + 1);
            heads.Add((long)(await head.ExecuteScalarAsync())!);
            await using var command = Command(source, Damages[i].Sql, i + 1);
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        File.Delete(Blob(data, sessions[^1]));
        var flipped = await File.ReadAllBytesAsync(Blob(data, sessions[^2]));
        flipped[0]++;
        await File.WriteAllBytesAsync(Blob(data, sessions[^2]), flipped);

        var found = await ArchiveProgram.RunAsync(data, server, "verify");

        Assert.Equal(1, found.ExitCode);
        Assert.Equal(Damages.Length + 2, found.Count("damaged"));
        var expected = Damages.Select((d, i) => (sessions[i].Id.Value, d.Code, d.Event ?? (d.Code == FindingCodes.EventMissing ? heads[i] + 1 : d.Code == FindingCodes.EventExtra ? heads[i] : null)))
            .Append((sessions[^2].Id.Value, FindingCodes.BlobDamaged, null)).Append((sessions[^1].Id.Value, FindingCodes.BlobMissing, null));
        Assert.Equal(expected.Order(), found.Lines("finding").Select(f => (
            f.GetProperty("session").GetProperty("session").GetString()!, f.GetProperty("code").GetString()!, f.TryGetProperty("sequence", out var at) ? at.GetInt64() : (long?)null)).Order());

        var one = await ArchiveProgram.RunAsync(data, server, "verify", "--session", sessions[^3].Id.Value);
        Assert.Equal((0, 1), (one.ExitCode, one.Count("sessions")));
        var exported = await ArchiveProgram.RunAsync(data, server, "export", folder.At("x.jsonl"));
        Assert.Equal((1, 1, Damages.Length + 2), (exported.ExitCode, exported.Count("sessions"), exported.Count("abandoned")));
    }

    [Fact]
    public async Task Verify_WrongUseOrNoJournal_Ends2AndMakesNothing()
    {
        using var folder = new TestFolder();

        Assert.Equal(2, (await ArchiveProgram.RunAsync(folder.At("none"), "verify")).ExitCode);
        Assert.Equal(2, (await ArchiveProgram.RunAsync(folder.At("none"), "verify", "--session", "no-id")).ExitCode);
        Assert.Equal(2, (await ArchiveProgram.RunAsync(folder.At("none"), "mend")).ExitCode);
        Assert.Equal(2, (await ArchiveProgram.RunAsync(folder.At("none"), "export")).ExitCode);
        Assert.Equal(2, (await ArchiveProgram.RunAsync(folder.At("none"), "import", folder.At("absent"))).ExitCode);
        Assert.False(Directory.Exists(folder.At("none")));
    }

    [Fact]
    public async Task Import_WhileAHostHoldsTheDataDirectory_IsRefused()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await File.WriteAllTextAsync(folder.At("x.jsonl"), "{}\n");

        var refused = await ArchiveProgram.RunAsync(folder.At("data"), "import", folder.At("x.jsonl"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("in use by process", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task ReadToQuestionAsync(SessionHandle session)
    {
        await foreach (var item in session.ReadAsync())
            if (item is Silo.Client.Streams.StreamItem.Event { Stored.Kind: "approval.requested" }) return;
    }

    private static string Blob(string data, SessionHandle session) => Directory.GetFiles(Path.Combine(data, "blobs", "default", session.Id.Value)).Single();

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, long number)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = number });
        return command;
    }
}
