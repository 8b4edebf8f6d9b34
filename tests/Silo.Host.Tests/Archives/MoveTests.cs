using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Client;
using Silo.Client.Approvals;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Archives;

/// <summary>Sessions of a real host, moved between SQLite and PostgreSQL.</summary>
public sealed class MoveTests
{
    [Fact]
    public async Task Sessions_FromSqliteToPostgresAndBack_AreTheSameAndGoOnByThemselves()
    {
        await using var server = await PostgresServer.StartAsync();
        using var folder = new TestFolder();
        var (from, between, to) = (folder.At("from"), folder.At("between"), folder.At("to"));
        var sessions = await WorkAsync(from);

        var first = await ExportAsync(from, null, folder.At("1.jsonl"));
        var moved = await ArchiveProgram.RunAsync(between, server, "import", folder.At("1.jsonl"));
        Assert.True(moved.ExitCode == 0, moved.Output + moved.Errors);
        Assert.Equal(3, moved.Count("imported"));
        Assert.Equal(0, (await ArchiveProgram.RunAsync(between, server, "verify")).ExitCode);
        var second = await ExportAsync(between, server, folder.At("2.jsonl"));
        Assert.Equal((0, 3), await ImportAsync(to, folder.At("2.jsonl")));
        var third = await ExportAsync(to, null, folder.At("3.jsonl"));

        Assert.Equal(ExportText.Comparable(first), ExportText.Comparable(second));
        Assert.Equal(ExportText.Comparable(first), ExportText.Comparable(third));
        var again = await ArchiveProgram.RunAsync(between, server, "import", folder.At("1.jsonl"));
        Assert.Equal((0, 0, 3), (again.ExitCode, again.Count("imported"), again.Count("equal")));
        await GoOnAsync(to, sessions);
        var verified = await ArchiveProgram.RunAsync(to, "verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        var later = await ArchiveProgram.RunAsync(to, "import", folder.At("2.jsonl"));
        Assert.Equal((0, 0, 3), (later.ExitCode, later.Count("imported"), later.Count("moved_on")));
    }

    // One has ended, one waits for a person, one is in the middle of a message when its host is killed.
    private static async Task<SessionHandle[]> WorkAsync(string data)
    {
        await using var host = HostProgram.Serve(data);
        using var client = new SiloClient(Clients.Options(await host.ListeningAsync()));
        var ended = await client.CreateSessionAsync(new CreateSessionOptions { Agent = "keeper", Title = "Zero \0 and \\", Labels = new Dictionary<string, string> { ["team"] = "blue" } });
        await ended.PromptAsync("Keep it.");
        await ApproveAsync(client, ended);
        await ended.ReadTurnsAsync(static _ => { });
        var waiting = await client.CreateAsync("keeper");
        await waiting.PromptAsync("Keep this, too.");
        await FindApprovalAsync(client, waiting);
        var busy = await client.CreateAsync("slow");
        await busy.PromptAsync("Talk.");
        await foreach (var item in busy.ReadAsync())
            if (item is StreamItem.Delta) break;

        var beside = await ArchiveProgram.RunAsync(data, "verify");
        Assert.True(beside.ExitCode == 0, beside.Output + beside.Errors);
        Assert.Equal(3, beside.Count("sessions"));
        await host.KillAsync();
        return [ended, waiting, busy];
    }

    private static async Task GoOnAsync(string data, SessionHandle[] moved)
    {
        await using var host = HostProgram.Serve(data);
        using var client = new SiloClient(Clients.Options(await host.ListeningAsync()));
        var (ended, waiting, busy) = (client.Session(moved[0].Id), client.Session(moved[1].Id), client.Session(moved[2].Id));
        var kinds = new List<string>();
        await busy.ReadTurnsAsync(item => kinds.AddRange(item is StreamItem.Event e ? [e.Stored.Kind] : []));
        Assert.Contains(TurnResumed.KindName, kinds);
        await ApproveAsync(client, waiting);
        await waiting.ReadTurnsAsync(static _ => { });
        await ended.PromptAsync("And once more.");
        await ApproveAsync(client, ended);
        var items = new List<StreamItem>();
        await ended.ReadTurnsAsync(items.Add, turns: 2);
        Assert.All(items.OfType<StreamItem.Event>().Select(e => e.Decoded.Data).OfType<TurnEnded>(), e => Assert.Equal(StopReason.EndTurn, e.StopReason));
        Assert.Equal(SessionStatus.Idle, (await ended.GetAsync()).Status);
    }

    private static async Task<ApprovalInfo> FindApprovalAsync(SiloClient client, SessionHandle session)
    {
        await foreach (var item in session.ReadAsync())
        {
            if (item is not StreamItem.Event { Stored.Kind: ApprovalRequested.KindName }) continue;
            if ((await client.ListApprovalsAsync(new ListApprovalsOptions { Session = session.Id })).Approvals is [{ } open, ..]) return open;
        }

        throw new InvalidOperationException("The stream ended before a person was asked.");
    }

    private static async Task ApproveAsync(SiloClient client, SessionHandle session) =>
        await client.DecideApprovalAsync((await FindApprovalAsync(client, session)).Id, new DecideApprovalOptions { Decision = "approve", Answer = "Yes \\ do." });

    private static async Task<string> ExportAsync(string data, PostgresServer? server, string file)
    {
        var exported = await ArchiveProgram.RunAsync(data, server, "export", file);
        Assert.True(exported.ExitCode == 0, exported.Output + exported.Errors);
        Assert.Equal((3, 2, 1), (exported.Count("sessions"), exported.Count("busy"), exported.Count("blobs") > 0 ? 1 : 0));
        return await File.ReadAllTextAsync(file);
    }

    private static async Task<(int ExitCode, long Imported)> ImportAsync(string data, string file)
    {
        var imported = await ArchiveProgram.RunAsync(data, "import", file);
        return (imported.ExitCode, imported.Count("imported"));
    }
}
