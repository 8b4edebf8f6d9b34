using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Tools;

/// <summary>A process that left its session (setsid) and writes to the workspace for ever, when the host is killed.</summary>
public sealed class PlantedWriterTests
{
    [Fact]
    public async Task Writer_OfAKilledHost_IsDeadBeforeTheSessionIsActivatedAgain()
    {
        using var folder = new TestFolder();
        await using var first = HostProgram.Serve(folder.At("data"));
        using var before = new SiloClient(Clients.Options(await first.ListeningAsync()));
        var session = await before.CreateAsync("planter");
        await session.PromptAsync(ProcessList.Mark);
        var reading = new Reading();
        await foreach (var item in session.ReadAsync())
        {
            reading.Take(item);
            if (item is StreamItem.Delta { Piece: { Kind: DeltaKind.ToolResult, Utf8.Length: > 0 } }) break;
        }

        var file = Directory.GetFiles(Path.Combine(folder.At("data"), "workspaces"), "grows.txt", SearchOption.AllDirectories).Single();
        await first.KillAsync();

        await using var second = HostProgram.Serve(folder.At("data"));
        using var after = new SiloClient(Clients.Options(await second.ListeningAsync()));
        long? atActivation = null;
        await after.Session(session.Id).ReadTurnsAsync(
            item =>
            {
                reading.Take(item);
                if (item is StreamItem.Event { Decoded.Data: SessionActivated { Reason: "resume" } }) atActivation = new FileInfo(file).Length;
            },
            cursor: reading.Transcript.Cursor).Within(60, "the turn to go on and end");

        Assert.NotNull(atActivation);
        Assert.NotEqual(0, atActivation);
        Assert.Equal(atActivation, new FileInfo(file).Length);
        Assert.Empty(ProcessList.With(ProcessList.Mark));
        Assert.Equal(ToolStatus.Interrupted, reading.Events.Select(e => e.Data).OfType<ToolResultCompleted>().Single().Status);
        Assert.Equal(StopReason.EndTurn, reading.Events.Select(e => e.Data).OfType<TurnEnded>().Single().StopReason);
    }
}
