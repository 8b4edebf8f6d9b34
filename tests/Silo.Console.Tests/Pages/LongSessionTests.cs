using Microsoft.Playwright;
using Silo.Client.Sessions;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

public sealed class LongSessionTests(SharedBrowser browser)
{
    private const string Agent = """
        name: long
        version: "1"
        driver: scripted
        tools: [list]
        limits: {turn_model_calls_max: 1000, turn_steps_max: 5000}
        settings:
          replies:
            - repeat: 500
              text: "Look {{number}}. "
              calls:
                - tool: list
                  input: {path: "."}
            - text: "That was all."
        """;

    [Fact]
    public async Task Session_OfThousandsOfEvents_HasABoundedPageAndAllOfItCanBeRead()
    {
        await using var host = await ConsoleHost.StartAsync([Agent]);
        var session = await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "long" });
        var task = await session.PromptAsync("Look often.");
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address, $"/s/{session.Id}");
        await person.TurnEndsAsync();
        await person.SeesAsync("That was all.");
        Assert.InRange(await CountAsync(person), 50, 450);
        Assert.True(await person.Find(AriaRole.Button, "Show earlier").IsVisibleAsync());
        Assert.Equal(0, await person.Log.GetByText("Look often.").CountAsync());

        // Back to its beginning: what is far away from there is let go.
        var most = 0;
        while (await person.Find(AriaRole.Button, "Show earlier").IsVisibleAsync())
        {
            var first = await person.TextAsync("#log .message .text");
            await person.Find(AriaRole.Button, "Show earlier").ClickAsync();
            await Assertions.Expect(person.Log.Locator(".message .text").First).Not.ToHaveTextAsync(first);
            most = Math.Max(most, await CountAsync(person));
        }

        await person.SeesAsync("Look often.");
        Assert.InRange(most, 400, 1200);
        var looks = await person.Page.EvaluateAsync<int[]>("[...document.querySelectorAll('.message .text')].map(t => Number(/Look (\\d+)/.exec(t.textContent)?.[1] ?? 0)).filter(n => n > 0)");
        Assert.Equal(Enumerable.Range(1, looks.Length), looks);
        Assert.Equal(0, await person.Log.Locator(".tool[data-status=runs]").CountAsync());
        await person.Find(AriaRole.Button, "Jump to the latest").ClickAsync();
        await person.SeesAsync("That was all.");
        Assert.InRange(await CountAsync(person), 50, 450);

        // A link to a place in it.
        await person.OpenAsync(host.Address, "/");
        await person.OpenAsync(host.Address, $"/s/{session.Id}#3");
        await person.SeesAsync("Look often.");
        await person.AssertCalmAsync();
        Assert.NotNull(task);
    }

    private static Task<int> CountAsync(Person person) => person.Page.EvaluateAsync<int>("document.querySelectorAll('.turn > *').length");
}
