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
    private const int RestTokens = 3 * 1024;
    private const int Readers = 20;
    private const int LooksMax = 100;

    private static readonly string Message = string.Concat(Enumerable.Range(0, Tokens).Select(i => $"{i:D8}{new string('x', TokenBytes - 9)} "));

    [Fact]
    public async Task Reader_ThatStopsReadingUntilTheTurnHasEnded_HoldsNobodyUpAndMissesNothing()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync("<big>");
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var session = await host.Client.CreateAsync("anthropic");
        using var narrow = NarrowClient.Open(host.Address);
        var late = new Reading();
        await using var stalled = new StalledReader(narrow, session, late);
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
        await stalled.ReadRestAsync().Within(60, "the reader that stopped to have the rest");
        Assert.Equal(0, stalled.Reconnects);
        Assert.Equal(fresh.Whole, late.Whole);
        Assert.Equal(MessageBytes, late.PieceBytes);
        var text = (TextBlock)late.Events.Select(e => e.Data).OfType<MessageCompleted>().Single().Blocks.Single();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Message))), text.Content?.Sha256);
    }

    [Fact]
    public async Task Readers_ThatStopReading_CostNoMemoryThatGrowsWithTheMessage()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync("<warm>", "<none>", "<many>");
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await GrownAsync(host, server, "<warm>", 1);
        var without = await GrownAsync(host, server, "<none>", 0);
        var with = await GrownAsync(host, server, "<many>", Readers);
        output.WriteLine($"A message of {MessageBytes >> 10} KiB: {without >> 10} KiB retained without, {with >> 10} KiB with {Readers} readers that do not read.");
        // What went before may be let go of while the first is measured, so less than the message is no measurement.
        var cost = with - Math.Max(without, MessageBytes);
        Assert.True(cost < MessageBytes, $"{Readers} readers that do not read cost {cost} bytes, more than the message of {MessageBytes}.");
        Assert.InRange(with, 0, 2 * MessageBytes);
    }

    /// <summary>Once a message is completed its rest comes from storage: not even then does the host hold it for those who wait.</summary>
    [Fact]
    public async Task Readers_ThatStopInTheRestOfACompletedMessage_CostNoMemoryEither()
    {
        using var folder = new TestFolder();
        const int bytes = RestTokens * TokenBytes;
        await using var server = await StartAsync("<warm>");
        server.Add(new FakeConversation { Marker = "<rest>", Replies = [new FakeReply { Text = Message[..bytes], Gated = true }] });
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await GrownAsync(host, server, "<warm>", 1);
        var session = await host.Client.CreateAsync("anthropic");
        var clients = Enumerable.Range(0, Readers).Select(_ => NarrowClient.Open(host.Address)).ToList();
        var late = new Reading();
        var stalled = clients.Select((c, i) => new StalledReader(c, session, i == 0 ? late : null)).ToList();
        server.Release("<rest>");
        var task = await session.PromptAsync("<rest>");
        await Task.WhenAll(stalled.Select(s => s.ReadFirstPieceAsync())).Within(60, "the first piece of the message");
        server.Open("<rest>");
        await task.WaitAsync().Within(60, "the turn to end");

        var before = Retained();
        // Far past what was under way when the message was completed, and far from its end.
        await Task.WhenAll(stalled.Select(s => s.ReadPastAsync(bytes / 2))).Within(60, "the readers to get half of the message");
        // They are sent on until their connections are full, and what is being sent is in memory: what counts is what stays there.
        var grown = long.MaxValue;
        for (var look = 0; look < LooksMax && grown >= 4 * bytes; look++) grown = Math.Min(grown, Retained() - before);
        output.WriteLine($"{Readers} readers in the middle of a completed message of {bytes >> 10} KiB: {grown >> 10} KiB");
        // One of them keeps what it reads, at two bytes a character and once more in its transcript.
        Assert.True(grown < 4 * bytes, $"{Readers} readers in the middle of a completed message of {bytes} bytes cost {grown}.");

        await stalled[0].ReadRestAsync().Within(60, "a reader to get the rest of the message");
        Assert.Equal(bytes, late.PieceBytes);
        foreach (var reader in stalled) await reader.DisposeAsync();
        foreach (var client in clients) client.Dispose();
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
