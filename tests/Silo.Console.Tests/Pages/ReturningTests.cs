using System.Text.Json;
using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>What breaks in the middle of a message: the page goes on, and shows each piece once.</summary>
public sealed class ReturningTests(SharedBrowser browser)
{
    // Writes down every text that the open message ever had on the page.
    private const string Record = """
        window.seen = [];
        new MutationObserver(() => {
          const text = document.querySelector('.message[aria-busy=true] .text.plain')?.textContent ?? '';
          if (text !== window.seen.at(-1)) window.seen.push(text);
        }).observe(document.getElementById('log'), { subtree: true, childList: true, characterData: true });
        """;

    private static readonly string Text = string.Concat(Enumerable.Range(1, 60).Select(i => $"word{i}ä "));

    [Fact]
    public async Task Host_KilledInMidMessage_GoesOnAndEachPieceIsShownOnce()
    {
        await using var server = await ServerAsync();
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Model(server)]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await BeginAsync(person, host.Address, server);
        await host.KillAsync();
        await person.Page.Locator("#connection[data-state=waiting]").WaitForAsync();
        Assert.Contains("word20ä", await person.TextAsync(".message .text"), StringComparison.Ordinal);
        server.Open("*");
        await host.RunAsync();
        await person.TurnEndsAsync();
        await AssertWholeAsync(person);
        await person.SeesAsync("The server was away. The turn goes on.");
        Assert.Empty(await person.Page.EvaluateAsync<string[]>("window.ran"));
    }

    [Fact]
    public async Task Network_LostInMidMessage_GoesOnWhereItWas()
    {
        await using var server = await ServerAsync();
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Model(server)]);
        await using var proxy = CutProxy.Before(host.Address);
        await using var person = await Person.ComeAsync(browser, proxy.Address);
        var returns = new List<string>();
        person.Page.Request += (_, request) =>
        {
            lock (returns) if (request.Url.Contains("/events?after=", StringComparison.Ordinal)) returns.Add(request.Url);
        };
        await BeginAsync(person, proxy.Address, server);
        proxy.Cut();
        await person.Page.Locator("#connection[data-state=waiting]").WaitForAsync();
        server.Release("*", 15);
        proxy.Mend();
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await Assertions.Expect(person.Page.Locator(".message .text").First).ToContainTextAsync("word35ä");
        server.Open("*");
        await person.TurnEndsAsync();
        await AssertWholeAsync(person);
        lock (returns) Assert.NotEmpty(returns);
        // It only ever grew: nothing was taken back, nothing came twice.
        var seen = await SeenAsync(person);
        Assert.Equal(seen.OrderBy(s => s.Length), seen);
        Assert.Empty(await person.Page.EvaluateAsync<string[]>("window.ran"));
    }

    [Fact]
    public async Task Stream_FromBeyondTheStartOfAnOpenMessage_HasTheMessageFromItsFirstByte()
    {
        await using var server = await ServerAsync();
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Model(server)]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await BeginAsync(person, host.Address, server);
        var session = person.Page.Url.Split('/')[^1];
        using var http = new HttpClient { BaseAddress = host.Address };
        using var row = JsonDocument.Parse(await http.GetStringAsync($"/v1/sessions/{session}", TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events?from={row.RootElement.GetProperty("head").GetInt64() + 1}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        string? line;
        do line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Within(60, "the first piece");
        while (line is not null && !line.StartsWith("data: ", StringComparison.Ordinal));
        using var piece = JsonDocument.Parse(line!["data: ".Length..]);
        Assert.Equal(("message.delta", 0), (piece.RootElement.GetProperty("kind").GetString(), piece.RootElement.GetProperty("offset").GetInt32()));
        Assert.StartsWith("word1ä ", piece.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static Task<FakeModelServer> ServerAsync() =>
        FakeModelServer.StartAsync(new FakeScript { Conversations = [new FakeConversation { Replies = [new FakeReply { Text = Text, Gated = true }] }] });

    private static async Task BeginAsync(Person person, Uri address, FakeModelServer server)
    {
        await person.OpenAsync(address);
        await person.BeginAsync("model");
        await person.Page.EvaluateAsync(Record);
        server.Release("*", 20);
        await person.PromptAsync("Go.");
        await Assertions.Expect(person.Page.Locator(".message .text").First).ToContainTextAsync("word20ä");
    }

    private static async Task AssertWholeAsync(Person person)
    {
        await person.Page.Locator(".message .text.rich").WaitForAsync();
        Assert.Equal(Text.Trim(), (await person.TextAsync(".message .text")).Trim());
        Assert.Equal(1, await person.Page.Locator(".message .text").CountAsync());
        // Each is a beginning of the whole: an attempt that is void is never spliced with the next, and no piece comes twice.
        Assert.All(await SeenAsync(person), text => Assert.StartsWith(text, Text, StringComparison.Ordinal));
    }

    // From the first piece to the last: before and after it nothing is open.
    private static async Task<List<string>> SeenAsync(Person person)
    {
        var seen = (await person.Page.EvaluateAsync<string[]>("window.seen")).ToList();
        var (first, last) = (seen.FindIndex(s => s.Length > 0), seen.FindLastIndex(s => s.Length > 0));
        Assert.True(first >= 0 && last > first, "Hardly a piece was seen on its own.");
        return seen[first..(last + 1)];
    }
}
