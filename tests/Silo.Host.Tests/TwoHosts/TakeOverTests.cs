using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.TwoHosts;

/// <summary>A host takes a session whose files another one, of the same machine, has.</summary>
public sealed class TakeOverTests
{
    [Fact]
    public async Task Session_OfAHostThatDoesNotAnswer_IsRefusedByNameUntilItLetsGo()
    {
        using var folder = new TestFolder();
        await using var pair = await HostPair.StartAsync(folder, "--Silo:Runtime:StopTimeout=00:00:02");
        var (session, reading, files) = await BeginAsync(pair);

        // The host does not hear of the fence, and its spawner's command runs on.
        pair.Hosts[0].Pause();
        using var impatient = new SiloClient(new SiloClientOptions { Server = pair.Clients[1].Server, Time = TimeProvider.System, Random = new SecureRandomSource(), AttemptsMax = 1 });
        var refused = await Assert.ThrowsAsync<SiloApiException>(() => impatient.Session(session.Id).PromptAsync("mark"));
        Assert.Equal("workspace_held", refused.Code);
        Assert.True(refused.Retryable);
        pair.Hosts[0].Continue();

        // Nobody asks again: the host that took the fence owes the session its turn.
        await ReadTurnsAsync(pair, session.Id, reading, turns: 1);
        var task = await pair.Clients[1].Session(session.Id).PromptAsync("mark");
        Assert.Equal(StopReason.EndTurn, (await task.WaitAsync().Within(60, "the second turn")).StopReason);
        Assert.False(File.Exists(Path.Combine(files, "overlaps")), "Two writers were in one workspace.");
        Assert.Equal("second\n", await File.ReadAllTextAsync(Path.Combine(files, "writer")));
    }

    [Fact]
    public async Task Session_OfAHostThatWasKilled_IsTakenOnceNothingOfItIsLeft()
    {
        using var folder = new TestFolder();
        await using var pair = await HostPair.StartAsync(folder);
        var (session, reading, files) = await BeginAsync(pair);
        await pair.Hosts[0].KillAsync();

        var task = await pair.Clients[1].Session(session.Id).PromptAsync("mark");
        Assert.Equal(StopReason.EndTurn, (await task.WaitAsync().Within(60, "the second turn")).StopReason);
        await ReadTurnsAsync(pair, session.Id, reading, turns: 2);
        Assert.Equal(ToolStatus.Interrupted, reading.Events.Select(e => e.Data).OfType<ToolResultCompleted>().First().Status);
        Assert.False(File.Exists(Path.Combine(files, "overlaps")), "Two writers were in one workspace.");

        // Started again, it goes on with what is its own, and leaves alone what is not.
        await pair.StartAsync(0);
        var other = await pair.Clients[0].CreateAsync("talk");
        await other.PromptAsync("Hello.");
        await other.ReadTurnsAsync(_ => { }).Within(60, "a turn on the host that came back");
    }

    [Fact]
    public async Task Delete_OnTheOtherHost_TakesTheSessionAwayFirst()
    {
        using var folder = new TestFolder();
        await using var pair = await HostPair.StartAsync(folder);
        var (session, _, files) = await BeginAsync(pair);

        await pair.Clients[1].Session(session.Id).DeleteAsync();

        Assert.False(Directory.Exists(files));
        Assert.Equal("session_not_found", (await Assert.ThrowsAsync<SiloApiException>(() => pair.Clients[0].Session(session.Id).GetAsync())).Code);
    }

    /// <summary>A session on the first host, whose command runs.</summary>
    private static async Task<(SessionHandle Session, Reading Reading, string Files)> BeginAsync(HostPair pair)
    {
        var session = await pair.Clients[0].CreateAsync("alone");
        await session.PromptAsync("go");
        var reading = new Reading();
        await foreach (var item in session.ReadAsync())
        {
            reading.Take(item);
            if (item is StreamItem.Delta { Piece: { Kind: DeltaKind.ToolResult, Utf8.Length: > 0 } }) break;
        }

        return (session, reading, Path.Combine(pair.Workspaces, TenantId.Default.Value, session.Id.Value, "files"));
    }

    private static Task ReadTurnsAsync(HostPair pair, SessionId session, Reading reading, int turns) =>
        pair.Clients[1].Session(session).ReadTurnsAsync(reading.Take, turns, reading.Transcript.Cursor).Within(60, "the turn to go on where it was taken");
}
