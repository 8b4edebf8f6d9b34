using Silo.Host.Tests.SignalR;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Transcripts;

/// <summary>The hub in a browser.</summary>
[Collection(Alone.Name)]
public sealed class BrowserHubTests
{
    /// <summary>The model says a token only when the one before it was read: so the page drops in the middle of an open message, at each of its tokens.</summary>
    [Fact]
    public async Task Page_BackAtEveryTokenOfAnOpenMessage_HasTheTranscriptOfOneThatStayed()
    {
        using var folder = new TestFolder();
        await using var server = await GatedTurn.StartAsync();
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await using var browser = await BrowserReader.OpenAsync(host.Address);
        var session = await host.Client.CreateAsync("anthropic");
        var stayed = new Reading();
        var staying = session.ReadTurnsAsync(stayed.Take);
        var take = new ReadItems(_ => server.Release("*"));
        var returning = browser.ReturnAsync(session.Id.Value, take);
        await session.PromptAsync("Go.");
        var connections = await returning.Within(180, "the page to have the turn");
        await staying.Within(60, "the reader that stays to have the turn");

        var returned = new Reading();
        foreach (var item in take.All) returned.Take(HubReading.Item(item));
        HubReading.AssertSame(stayed, returned);
        returned.AssertPiecesAgree(stayed);
        Assert.Equal(take.All.Count, connections);
        Assert.InRange(returned.Pieces, 2, int.MaxValue);
    }
}
