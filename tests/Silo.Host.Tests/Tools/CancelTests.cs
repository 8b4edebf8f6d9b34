using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Tools;

/// <summary>A cancel while a command runs in a real sandbox.</summary>
[Collection(Alone.Name)]
public sealed class CancelTests(ITestOutputHelper output)
{
    private const int Cancels = 5;

    [Fact]
    public async Task Cancel_WhileACommandRuns_EndsItWithinASecondAndTheSessionStaysUsable()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("sleeper");
        var took = new List<TimeSpan>();
        string? cursor = null;
        for (var i = 0; i < Cancels; i++)
        {
            await session.PromptAsync(ProcessList.Mark);
            var events = new List<SessionEvent>();
            await foreach (var item in session.ReadAsync(cursor))
            {
                cursor = item.Cursor;
                if (item is StreamItem.Delta { Piece: { Kind: DeltaKind.ToolResult, Utf8.Length: > 0 } })
                {
                    Assert.NotEmpty(ProcessList.With(ProcessList.Mark));
                    await session.CancelAsync();
                }

                if (item is not StreamItem.Event { Decoded: var e }) continue;
                events.Add(e);
                if (e.Data is TurnEnded) break;
            }

            Assert.Empty(ProcessList.With(ProcessList.Mark));
            Assert.Equal(StopReason.Cancelled, ((TurnEnded)events[^1].Data).StopReason);
            Assert.Equal(ToolStatus.Cancelled, events.Select(e => e.Data).OfType<ToolResultCompleted>().Single().Status);
            took.Add(events[^1].Time - events.Single(e => e.Data is TurnCancelRequested).Time);
        }

        // The middle one: a machine that does something else for a moment makes one of them late, not most.
        var middle = took.Order().ElementAt(Cancels / 2);
        output.WriteLine($"cancelled to ended: {string.Join(", ", took.Select(t => $"{t.TotalMilliseconds:0} ms"))}");
        Assert.InRange(middle, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        var talk = await (await session.PromptAsync("Talk.")).WaitAsync().Within(60, "the turn after the cancels");
        Assert.Equal(StopReason.EndTurn, talk.StopReason);
    }

}
