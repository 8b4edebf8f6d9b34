using System.Text.Json;
using Microsoft.Playwright;
using Silo.Client.Sessions;
using Silo.Console.Tests.Support;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>The page holds a window on one session's events: what is true of it does not depend on where the window begins.</summary>
public sealed class WindowTests(SharedBrowser browser)
{
    [Fact]
    public async Task Page_OfEarlierEventsThatComesLate_IsNotMixedIntoTheSessionThatIsOpenNow()
    {
        await using var server = await FakeModelServer.StartAsync(new FakeScript { Conversations = [Looks(before: [new FakeReply { Text = "Begun." }]), Says("second")] });
        await using var host = await ConsoleHost.StartAsync([Agent(server)]);
        // The earlier turn has no element yet.
        var (first, _) = await RunAsync(host, "first", "look");
        var (second, _) = await RunAsync(host, "second");
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address, $"/s/{first}");
        await person.SeesAsync("All of it is seen");
        Assert.Equal(0, await person.Log.GetByText("Begun.").CountAsync());

        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await person.Page.RouteAsync("**/events?from=*&limit=*", route =>
        {
            asked.TrySetResult(route);
            return Task.CompletedTask;
        });
        await person.Find(AriaRole.Button, "Show earlier").ClickAsync();
        var held = await asked.Task.Within(60, "the page of earlier events");
        await person.Page.Locator($"#sessions a[href='/s/{second}']").ClickAsync();
        await person.SeesAsync("This is second.");
        await person.Page.RunAndWaitForResponseAsync(() => held.ContinueAsync(), "**/events?from=*&limit=*");
        // Whatever would be made of the answer has been made by now.
        await person.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        Assert.Equal(1, await person.Log.Locator(".prompt").CountAsync());
        Assert.Equal(0, await person.Log.GetByText("Begun.").CountAsync());
        Assert.Equal(0, await person.Log.Locator(".tool").CountAsync());
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Turn_WhoseStartLiesBeforeTheWindow_IsSeenToRunAndCanBeCancelled()
    {
        await using var server = await FakeModelServer.StartAsync(new FakeScript { Conversations = [Looks(gated: true)] });
        await using var host = await ConsoleHost.StartAsync([Agent(server)]);
        var session = await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "model" });
        var task = await session.PromptAsync("first");
        server.Release("first", 4);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address, $"/s/{session.Id}");
        await Assertions.Expect(person.Log.Locator(".tool[data-status=ok]")).Not.ToHaveCountAsync(0);
        await person.Log.GetByText("All").First.WaitForAsync();
        await person.Page.ReloadAsync();
        await person.Log.GetByText("All").First.WaitForAsync();
        Assert.Equal(0, await person.Log.Locator(".prompt").CountAsync());
        await person.Find(AriaRole.Button, "Interject").WaitForAsync();

        // Whoever reads an earlier part does not know what runs.
        await person.OpenAsync(host.Address, "/");
        await person.OpenAsync(host.Address, $"/s/{session.Id}#2");
        await person.Page.Locator("#connection[data-state=detached]").WaitForAsync();
        await person.Log.Locator(".prompt").WaitForAsync();
        Assert.False(await person.Page.Locator("#working").IsVisibleAsync());
        await person.Find(AriaRole.Button, "Jump to the latest").ClickAsync();

        var cancel = await person.Page.RunAndWaitForRequestAsync(() => person.Find(AriaRole.Button, "Cancel").ClickAsync(), "**/cancel");
        using var body = JsonDocument.Parse(cancel.PostData!);
        Assert.Equal(task.Id.ToString(), body.RootElement.GetProperty("task").GetString());
        await person.Log.Locator(".end[data-reason=cancelled]").WaitForAsync();
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Link_ToAPlaceNearTheEnd_ShowsThatPlace()
    {
        await using var server = await FakeModelServer.StartAsync(new FakeScript { Conversations = [Looks()] });
        await using var host = await ConsoleHost.StartAsync([Agent(server)]);
        var (session, head) = await RunAsync(host, "first");
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address, $"/s/{session}#{head - 300}");
        await person.TurnEndsAsync();
        await Assertions.Expect(person.Log.Locator(".end")).Not.ToBeInViewportAsync();
        await Assertions.Expect(person.Log.Locator(".tool").First).Not.ToBeInViewportAsync();
        Assert.True(await person.Page.EvaluateAsync<bool>($"[...document.querySelectorAll('.turn > *')].some(n => Math.abs(n.silo.first - {head - 300}) < 3 && n.getBoundingClientRect().top < innerHeight && n.getBoundingClientRect().bottom > 0)"));
        // The way past the list leads to the prompt, and opens nothing anew.
        await person.Page.Locator(".skip").FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#prompt")).ToBeFocusedAsync();
        Assert.EndsWith($"#{head - 300}", person.Page.Url, StringComparison.Ordinal);
        await person.AssertCalmAsync();
    }

    private static async Task<(string Session, long Head)> RunAsync(ConsoleHost host, params string[] prompts)
    {
        var session = await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "model" });
        foreach (var prompt in prompts) await (await session.PromptAsync(prompt)).WaitAsync();
        return (session.Id.ToString(), (await session.GetAsync()).Head);
    }

    private static string Agent(FakeModelServer server) => AgentFiles.Model(server) + "\nlimits: {turn_steps_max: 5000}\n";

    // Some 500 events in one turn.
    private static FakeConversation Looks(bool gated = false, IReadOnlyList<FakeReply>? before = null) => new()
    {
        Marker = "first",
        VerifyReplay = false,
        Replies =
        [
            .. before ?? [],
            new FakeReply { Tools = [.. Enumerable.Range(0, 240).Select(i => new FakeToolCall { Name = "list", Input = JsonSerializer.SerializeToElement(new { path = "." }) })] },
            new FakeReply { Text = "All of it is seen, and nothing was found there.", Gated = gated },
        ],
    };

    private static FakeConversation Says(string word) => new() { Marker = word, VerifyReplay = false, Replies = [new FakeReply { Text = $"This is {word}." }] };
}
