using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Feeds;

/// <summary>Measures the whole process, and so runs alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
[Collection<FeedMemoryTests>]
public sealed class FeedMemoryTests
{
    [Fact]
    public async Task Reader_Idle_CostsNoBufferWhileTheMessageGrows()
    {
        const int bytes = 3 * 1024 * 1024;
        var middle = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), async (_, sink, token) =>
            {
                sink.Open(DeltaKind.Message);
                sink.Append("start");
                await middle.Task.WaitAsync(token);
                for (var i = 0; i < bytes / 1024; i++) sink.Append(new string('x', 1024));
                await release.Task.WaitAsync(token);
                return new MessageResult("end_turn", "m", Usage.None);
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        using var stop = new CancellationTokenSource();
        // Fifty readers that take the first piece and then nothing more.
        var readers = Enumerable.Range(0, 50).Select(_ => host.Feed.ReadAsync(session, Cursor.Start(session.Session), new FeedOptions(), stop.Token).GetAsyncEnumerator(stop.Token)).ToList();
        foreach (var reader in readers)
            while (await reader.MoveNextAsync() && reader.Current is not FeedItem.Delta)
            {
            }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        middle.SetResult();
        // One reader takes it all and keeps none of it; what is kept now is the message itself.
        await foreach (var item in host.Feed.ReadAsync(session, Cursor.Start(session.Session), new FeedOptions(), stop.Token))
            if (item is FeedItem.Delta d && d.Piece.To.Offset >= bytes) break;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(grown, bytes, 2 * bytes);
        release.SetResult();
        await host.ReadTurnAsync(session, prompt.Turn);
        await stop.CancelAsync();
        foreach (var reader in readers) await reader.DisposeAsync();
    }
}
