using Microsoft.Playwright;
using Silo.Client.Sessions;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>What people write and ask for, where the answer does not come, and where somebody else comes.</summary>
public sealed class SendingTests(SharedBrowser browser)
{
    private static readonly RouteFulfillOptions Failure = new() { Status = 500, ContentType = "application/problem+json", Body = """{"code":"internal","detail":"It broke."}""" };

    [Fact]
    public async Task Prompt_WithoutAnAnswer_IsKeptBesideWhatWasWrittenSinceAndSentAgainIsTheSame()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.BeginAsync("slow");
        var held = await HoldAsync(person, "**/turns", () => person.PromptAsync("First."));
        var prompt = person.Page.Locator("#prompt");
        await prompt.FillAsync("Newer.");
        await held.FulfillAsync(Failure);
        await Assertions.Expect(prompt).ToHaveValueAsync("First.\n\nNewer.");
        await person.Page.GetByText("Not sent: It broke.").WaitForAsync();

        await person.Page.UnrouteAllAsync();
        var again = await person.Page.RunAndWaitForRequestAsync(() => person.PromptAsync("First."), "**/turns");
        Assert.Equal(held.Request.Headers["idempotency-key"], again.Headers["idempotency-key"]);
        await person.SeesAsync("First.");
        var other = await person.Page.RunAndWaitForRequestAsync(() => person.PromptAsync("Second."), "**/turns");
        Assert.NotEqual(again.Headers["idempotency-key"], other.Headers["idempotency-key"]);
    }

    [Fact]
    public async Task Begin_AskedForTwice_IsOneSession()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.Find(AriaRole.Button, "New session").ClickAsync();
        await person.Page.Locator("#agent").SelectOptionAsync("slow");
        var begin = person.Find(AriaRole.Button, "Begin");
        var held = await HoldAsync(person, "**/v1/sessions", () => begin.ClickAsync());
        await Assertions.Expect(begin).ToBeDisabledAsync();
        await held.FulfillAsync(Failure);
        await person.Page.GetByText("It broke.").WaitForAsync();
        await person.Page.UnrouteAllAsync();
        var again = await person.Page.RunAndWaitForRequestAsync(() => begin.ClickAsync(), "**/v1/sessions");
        Assert.Equal(held.Request.Headers["idempotency-key"], again.Headers["idempotency-key"]);
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
    }

    [Fact]
    public async Task Person_WhoComesNext_FindsNothingOfTheLast()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "slow", Title = "of the last" });
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.BeginAsync("slow");
        await person.Page.Locator("#sessions").GetByText("of the last").WaitForAsync();
        await person.Page.Locator("#prompt").FillAsync("a draft");

        var inside = false;
        await person.Page.RouteAsync("**/v1/sessions?*", route => route.FulfillAsync(inside
            ? new RouteFulfillOptions { ContentType = "application/json", Body = """{"sessions":[],"next_page":null}""" }
            : new RouteFulfillOptions { Status = 401, ContentType = "application/problem+json", Body = """{"code":"unauthenticated","detail":"No key."}""" }));
        await person.Page.RouteAsync("**/v1/login", route =>
        {
            inside = true;
            return route.FulfillAsync(new RouteFulfillOptions { Status = 204 });
        });
        await person.Page.RouteAsync("**/v1/whoami", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{"id":"key_next","name":"next","tenant":"other","role":"user","proof":"cookie","ends_at":null}""" }));
        await person.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await person.Page.Locator("#key").FillAsync("of the next");
        await person.Page.Locator("#key").PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#who")).ToHaveTextAsync("next · user");
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        Assert.Equal(0, await person.Page.GetByText("of the last").CountAsync());
        Assert.Empty(await person.Page.Locator("#prompt").InputValueAsync());
    }

    // Does something, and gives the first request of it that is held up.
    private static async Task<IRoute> HoldAsync(Person person, string path, Func<Task> act)
    {
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await person.Page.RouteAsync(path, route =>
        {
            asked.TrySetResult(route);
            return Task.CompletedTask;
        });
        await act();
        return await asked.Task.Within(60, path);
    }
}
