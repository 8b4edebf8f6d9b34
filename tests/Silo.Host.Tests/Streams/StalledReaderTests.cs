using System.Security.Cryptography;
using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Client.Streams;
using Silo.FakeModel;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Streams;

/// <summary>A client that leaves its connection open and stops reading it.</summary>
[Collection(Alone.Name)]
public sealed class StalledReaderTests(ITestOutputHelper output)
{
    private const int TokenBytes = 1024;
    private const int Tokens = 12 * 1024;
    private const int MessageBytes = Tokens * TokenBytes;

    private static readonly string Message = string.Concat(Enumerable.Range(0, Tokens).Select(i => $"{i:D8}{new string('x', TokenBytes - 9)} "));

    [Fact]
    public async Task Reader_ThatStopsReadingUntilTheTurnHasEnded_HoldsNobodyUpAndMissesNothing()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync("<big>");
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var session = await host.Client.CreateAsync("anthropic");
        using var narrow = NarrowClient.Open(host.Address);
        await using var stalled = new StalledReader(narrow, session);
        server.Release("<big>");
        var task = await session.PromptAsync("<big>");
        await stalled.ReadFirstPieceAsync().Within(60, "the first piece of the message");

        // From here on nothing is read, and the message is much more than the connection takes.
        server.Open("<big>");
        await server.WaitAsync(r => r.All(x => x.Outcome != RequestOutcome.Running), CancellationToken.None).Within(60, "the model server to be read to its end");
        var ended = await task.WaitAsync().Within(60, "the turn to end while a reader does not read");
        Assert.Equal((TurnState.Ended, StopReason.EndTurn), (ended.State, ended.StopReason));
        Assert.Equal([(RequestOutcome.Completed, Tokens, Tokens)], server.Requests.Select(r => (r.Outcome, r.TokensSent, r.TokensTotal)));

        var fresh = new Reading();
        await session.ReadTurnsAsync(fresh.Take).Within(60, "a fresh reader to have the turn");
        var late = await stalled.ReadRestAsync().Within(60, "the reader that stopped to have the rest");
        Assert.Equal(0, stalled.Reconnects);
        Assert.Equal(fresh.Whole, late.Whole);
        Assert.Equal(MessageBytes, late.PieceBytes);
        var text = (TextBlock)late.Events.Select(e => e.Data).OfType<MessageCompleted>().Single().Blocks.Single();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Message))), text.Content?.Sha256);
    }

    [Fact]
    public async Task Readers_ThatStopReading_CostNoMemoryThatGrowsWithTheMessage()
    {
        const int readers = 20;
        using var folder = new TestFolder();
        await using var server = await StartAsync("<warm>", "<none>", "<many>");
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await GrownAsync(host, server, "<warm>", 1);
        var without = await GrownAsync(host, server, "<none>", 0);
        var with = await GrownAsync(host, server, "<many>", readers);
        output.WriteLine($"A message of {MessageBytes >> 10} KiB: {without >> 10} KiB retained without, {with >> 10} KiB with {readers} readers that do not read.");
        Assert.True(with - without < MessageBytes, $"{readers} readers that do not read cost {with - without} bytes, more than the message of {MessageBytes}.");
        Assert.InRange(with, 0, 2 * MessageBytes);
    }

    /// <summary>How much the managed heap grows between the first piece and the last but one of a message.</summary>
    private static async Task<long> GrownAsync(LiveHost host, FakeModelServer server, string marker, int readers)
    {
        var session = await host.Client.CreateAsync("anthropic");
        var clients = Enumerable.Range(0, readers).Select(_ => NarrowClient.Open(host.Address)).ToList();
        var stalled = clients.Select(c => new StalledReader(c, session)).ToList();
        server.Release(marker);
        var task = await session.PromptAsync(marker);
        await Task.WhenAll(stalled.Select(s => s.ReadFirstPieceAsync())).Within(60, "the first piece of the message");
        var before = Retained();

        server.Release(marker, Tokens - 2);
        await foreach (var item in session.ReadAsync(task.After))
            if (item is StreamItem.Delta { Piece.To.Offset: >= (Tokens - 1) * TokenBytes }) break;
        var grown = Retained() - before;

        server.Open(marker);
        await task.WaitAsync().Within(60, "the turn to end");
        foreach (var reader in stalled) await reader.DisposeAsync();
        foreach (var client in clients) client.Dispose();
        return grown;
    }

    private static long Retained()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static Task<FakeModelServer> StartAsync(params IEnumerable<string> markers) => FakeModelServer.StartAsync(new FakeScript
    {
        Conversations = [.. markers.Select(marker => new FakeConversation { Marker = marker, Replies = [new FakeReply { Text = Message, Gated = true }] })],
    });
}
