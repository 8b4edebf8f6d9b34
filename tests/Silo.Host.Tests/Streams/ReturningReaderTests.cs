using Silo.Abstractions.Events.Kinds;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Streams;

/// <summary>A client that takes one item of each connection and comes back with nothing but its cursor.</summary>
public sealed class ReturningReaderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("talk")]
    [InlineData("paced-sweep")]
    public async Task Reader_BackAtEveryItem_HasTheTranscriptOfOneThatStayed(string agent)
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, s => s.Runtime.KeepPieces = true);
        var session = await host.Client.CreateAsync(agent);
        var stayed = new Reading();
        var staying = session.ReadTurnsAsync(stayed.Take);
        var returned = new Reading();
        var returning = ReturnAsync(session, returned, _ => { });
        await session.PromptAsync("Go.");
        var connections = await returning.Within(120, "the reader that comes back to have the whole turn");
        await staying.Within(60, "the reader that stays to have the whole turn");

        Assert.Equal(stayed.Whole, returned.Whole);
        Assert.Equal(stayed.Transcript.Events.Count + returned.Transcript.Deltas, connections);
        output.WriteLine($"{connections} connections; pieces: {stayed.Pieces} to the one that stayed, {returned.Pieces} to the one that came back");
    }

    /// <summary>The model says a token only when the one before it was read: so the reader drops in the middle of an open message, at each of its tokens.</summary>
    [Fact]
    public async Task Reader_BackAtEveryTokenOfAnOpenMessage_GetsEachTokenOnceAndTheWholeTranscript()
    {
        using var folder = new TestFolder();
        await using var server = await GatedTurn.StartAsync();
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var session = await host.Client.CreateAsync("anthropic");
        var stayed = new Reading();
        var staying = session.ReadTurnsAsync(stayed.Take);
        var returned = new Reading();
        // A token for each item that was read, whatever it is: the last piece of a tool's input may come in the completed message alone.
        var returning = ReturnAsync(session, returned, _ => server.Release("*"));
        await session.PromptAsync("Go.");
        await returning.Within(120, "the reader that comes back to have the whole turn");
        await staying.Within(60, "the reader that stays to have the whole turn");

        Assert.InRange(returned.Pieces, 2, server.Requests.Sum(r => r.TokensTotal));
        Assert.Equal(stayed.Whole, returned.Whole);
        returned.AssertPiecesAgree(stayed);
        Assert.Equal(0, server.TokensBoughtTwice);
    }

    private static async Task<int> ReturnAsync(SessionHandle session, Reading reading, Action<StreamItem> taken)
    {
        for (var connections = 1; ; connections++)
        {
            await foreach (var item in session.ReadAsync(reading.Transcript.Cursor))
            {
                reading.Take(item);
                taken(item);
                if (item is StreamItem.Event { Stored.Kind: TurnEnded.KindName }) return connections;
                break;
            }
        }
    }
}
