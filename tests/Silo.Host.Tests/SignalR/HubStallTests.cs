using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.SignalR;

/// <summary>A client of the hub that leaves its connection open and stops reading it.</summary>
[Collection(Alone.Name)]
public sealed class HubStallTests(ITestOutputHelper output)
{
    private const int TokenBytes = 1024;
    private const int Tokens = 3 * 1024;
    private const int MessageBytes = Tokens * TokenBytes;
    private const int Streams = 20;

    private static readonly string Message = string.Concat(Enumerable.Range(0, Tokens).Select(i => $"{i:D8}{new string('x', TokenBytes - 9)} "));

    [Fact]
    public async Task Client_ThatStopsReading_CostsNoQueueHoldsNobodyUpAndMissesNothing()
    {
        using var folder = new TestFolder();
        await using var server = await FakeModelServer.StartAsync(new FakeScript
        {
            Conversations = [new FakeConversation { Marker = "<big>", Replies = [new FakeReply { Text = Message, Gated = true }] }],
        });
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await using var node = NodeHub.Start();
        var session = await host.Client.CreateAsync("anthropic");
        await node.ConnectAsync("stalled", host.Address);
        for (var i = 0; i < Streams; i++) await node.StreamAsync($"s{i}", "stalled", session.Id.Value);
        await node.ConnectAsync("neighbour", host.Address);
        await node.StreamAsync("n", "neighbour", session.Id.Value);
        var neighbour = HubReading.ReadTurnAsync(node.Items("n"));
        server.Release("<big>");
        var task = await session.PromptAsync("<big>");
        for (var i = 0; i < Streams; i++) await HubReading.FindAsync(node.Items($"s{i}"), "message.delta").Within(60, "the first piece of the message");

        // From here on nothing of the connection is read, and each of its streams has much more than it takes.
        await node.DoAsync("pause", "stalled");
        var before = Retained();
        server.Open("<big>");
        var ended = await task.WaitAsync().Within(60, "the turn to end while a client does not read");
        Assert.Equal((TurnState.Ended, StopReason.EndTurn), (ended.State, ended.StopReason));
        var whole = await neighbour.Within(60, "the neighbour to have the turn");
        Assert.Equal(MessageBytes, whole.PieceBytes);
        // The neighbour keeps what it reads in this process, several times over; a queue for each stream would be much more than that.
        var grown = Retained() - before;
        output.WriteLine($"{Streams} streams of a connection that is not read: {grown >> 10} KiB, the message has {MessageBytes >> 10} KiB.");
        Assert.True(grown < Streams / 2 * MessageBytes, $"{Streams} streams that are not read cost {grown} bytes; the message has {MessageBytes}.");

        await node.DoAsync("resume", "stalled");
        for (var i = 0; i < Streams; i++)
        {
            // The first pieces were taken above; the rest must follow them to the end.
            var bytes = 0;
            await foreach (var item in node.Items($"s{i}").ReadAllAsync())
            {
                if (item.GetProperty("event").GetString() == "message.delta")
                {
                    var text = item.GetProperty("data").GetProperty("text").GetString()!;
                    Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 16 * 1024);
                    bytes = item.GetProperty("data").GetProperty("offset").GetInt32() + text.Length;
                }

                if (HubReading.IsTurnEnd(item)) break;
            }

            Assert.Equal(MessageBytes, bytes);
        }
    }

    private static long Retained()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
