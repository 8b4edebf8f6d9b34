using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

public sealed partial class WholeSessionTests(SharedBrowser browser)
{
    [Fact]
    public async Task Session_FromItsBeginningToItsEnd_IsShownAndAnswered()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Mender]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.BeginAsync("mender");
        await person.PromptAsync("Make the total right.");

        // That text stands there before it is whole, ReturningTests show: here it comes as fast as it likes.
        await person.SeesAsync("Make the total right.");
        var approval = person.Log.Locator(".approval[data-open=true]");
        await approval.WaitForAsync();
        Assert.Contains("$ sh src/total.sh", await approval.Locator(".command").TextContentAsync(), StringComparison.Ordinal);
        await person.Page.Locator("#sessions [data-status=waiting]").WaitForAsync();

        // Thoughts and calls are folded, and readable when they are not.
        Assert.False(await person.Log.Locator(".thought .plain").First.IsVisibleAsync());
        await person.Log.Locator(".thought summary").First.ClickAsync();
        Assert.Equal("The total is never printed, so that is where to look.", (await person.Log.Locator(".thought .plain").First.TextContentAsync())!.Trim());
        var edit = person.Log.Locator(".tool[data-status=ok]", new LocatorLocatorOptions { HasText = "edit_file" });
        await edit.Locator("summary").ClickAsync();
        Assert.Equal("-   total=$n\n", await edit.Locator(".gone").TextContentAsync());
        Assert.Equal("+   total=$((total + n))\n", await edit.Locator(".come").TextContentAsync());

        await approval.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" }).ClickAsync();
        await person.TurnEndsAsync();
        await person.SeesAsync("Approved by local");
        var shell = person.Log.Locator(".tool[data-status=ok]", new LocatorLocatorOptions { HasText = "shell" });
        await shell.Locator("summary").ClickAsync();
        Assert.Equal("ok", await shell.Locator(".output .t-green").TextContentAsync());
        Assert.Contains("6\nok all 3 tests passed", await shell.Locator(".output").TextContentAsync(), StringComparison.Ordinal);

        // What is whole is Markdown.
        await person.Log.Locator(".text.rich strong", new LocatorLocatorOptions { HasText = "total.sh" }).WaitForAsync();
        await person.Log.Locator(".text.rich td", new LocatorLocatorOptions { HasText = "6" }).WaitForAsync();
        Assert.Matches(Figures(), await person.TextAsync(".end"));

        // Files, to read and to take away.
        await person.Find(AriaRole.Button, "Files").ClickAsync();
        await person.Find(AriaRole.Button, "src/").ClickAsync();
        await person.Find(AriaRole.Button, "total.sh").ClickAsync();
        await person.Page.Locator("#file-text").WaitForAsync();
        Assert.Contains("total=$((total + n))", await person.TextAsync("#file-text"), StringComparison.Ordinal);
        await person.AssertCalmAsync();
        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.Locator("#file-get").ClickAsync());
        Assert.Equal("total.sh", download.SuggestedFilename);
        await person.Page.Keyboard.PressAsync("Escape");

        // The same again for whoever follows the link.
        await using var other = await Person.ComeAsync(browser, host.Address);
        await other.OpenAsync(host.Address, new Uri(person.Page.Url).AbsolutePath);
        await other.TurnEndsAsync();
        await other.Log.Locator(".text.rich td", new LocatorLocatorOptions { HasText = "6" }).WaitForAsync();
        Assert.Equal(await person.Log.Locator(".message").AllTextContentsAsync(), await other.Log.Locator(".message").AllTextContentsAsync());
        Assert.Equal(await person.TextAsync(".end"), await other.TextAsync(".end"));
        await other.AssertCalmAsync();
    }

    [Fact]
    public async Task Turn_ThatRuns_HearsWhatIsSaidAndIsCancelled()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.BeginAsync("slow");
        await person.PromptAsync("Talk.");
        await person.Find(AriaRole.Button, "Interject").WaitForAsync();
        await person.PromptAsync("Be brief.");
        await person.Log.Locator(".prompt", new LocatorLocatorOptions { HasText = "said while it worked" }).WaitForAsync();
        await person.Page.Locator("#prompt").FillAsync("Afterwards this.");
        await person.Page.Locator("#prompt").PressAsync("Alt+Enter");
        await person.Log.Locator(".turn").Nth(1).WaitForAsync();
        Assert.Contains("Working", await person.TextAsync("#working-text"), StringComparison.Ordinal);
        await person.Page.Keyboard.PressAsync("Escape");
        await person.Log.Locator(".end[data-reason=cancelled]").First.WaitForAsync();
        await person.Log.Locator(".message[data-state=cancelled]").First.WaitForAsync();

        // The turn that was queued begins, and its element stands behind the one that was cancelled.
        await person.Find(AriaRole.Button, "Interject").WaitForAsync();
        await person.Find(AriaRole.Button, "Cancel").ClickAsync();
        await person.TurnEndsAsync(2);
        Assert.Equal(["Talk.", "Be brief.", "Afterwards this."], await person.Log.Locator(".prompt .plain").AllTextContentsAsync());
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Text_TooLongForAnEvent_IsThereWhenSomebodyWantsIt()
    {
        await using var host = await ConsoleHost.StartAsync(["""
            name: long
            version: "1"
            driver: scripted
            settings:
              replies:
                - tokens: {count: 9000, bytes: 8}
            """]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.BeginAsync("long");
        var prompt = string.Concat(Enumerable.Range(0, 9000).Select(i => $"said{i} "));
        await person.PromptAsync(prompt);
        await person.TurnEndsAsync();
        await person.Page.ReloadAsync();
        await person.TurnEndsAsync();
        await Assertions.Expect(person.Log.Locator(".message .text")).ToHaveTextAsync(LongText());
        Assert.DoesNotContain("said8999", await person.TextAsync(".prompt .plain"), StringComparison.Ordinal);
        await person.Find(AriaRole.Button, "Show all of it").ClickAsync();
        await Assertions.Expect(person.Log.Locator(".prompt .plain")).ToContainTextAsync("said8999");
        await person.AssertCalmAsync();
    }

    // More than an event holds.
    [GeneratedRegex("^.{60000,}$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongText();

    [GeneratedRegex("^[0-9.,k]+ tokens in, [0-9.,k]+ out · \\$[0-9.,]+ · [0-9.]+ (s|min) #$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figures();
}
