using System.Text.Json;
using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>A person approves what is shown, and nothing else.</summary>
public sealed class ApprovalTests(SharedBrowser browser)
{
    // Too long for an event, and longer than other views of it show.
    private static readonly string Long = string.Concat(Enumerable.Range(1, 12_000).Select(i => $"line {i}\n")) + "the end of it\n";

    [Fact]
    public async Task Input_TooLongForItsEvent_IsShownWholeBeforeItCanBeApproved()
    {
        await using var server = await FakeModelServer.StartAsync(new FakeScript
        {
            Conversations =
            [
                new FakeConversation
                {
                    VerifyReplay = false,
                    Replies =
                    [
                        new FakeReply { Text = "I write.", Tools = [Call(new { path = "short.txt", content = "short\n" }), Call(new { path = "long.txt", content = Long })] },
                        new FakeReply { Text = "Written." },
                    ],
                },
            ],
        });
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Model(server, tools: "tools:\n  - name: write_file\n    approval: true")]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.Page.RouteAsync("**/blocks/*", route => route.AbortAsync());
        await person.OpenAsync(host.Address);
        await person.BeginAsync("model");
        await person.PromptAsync("Write.");

        // While it cannot be had it can be refused only.
        var questions = person.Log.Locator(".approval[data-open=true]");
        await Assertions.Expect(questions).ToHaveCountAsync(2);
        var question = questions.Filter(new LocatorFilterOptions { HasText = "cannot be approved here" });
        await question.WaitForAsync();
        var approve = question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" });
        await Assertions.Expect(approve).ToBeDisabledAsync();
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Reject" })).ToBeEnabledAsync();
        await Assertions.Expect(questions.First.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" })).ToBeEnabledAsync();
        await Assertions.Expect(approve).ToHaveCountAsync(1);

        await person.Page.UnrouteAllAsync();
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Try again" }).ClickAsync();
        question = questions.Filter(new LocatorFilterOptions { HasText = "long.txt" });
        await Assertions.Expect(question.Locator(".diff")).ToContainTextAsync("the end of it");
        Assert.Equal(string.Concat(Long.TrimEnd('\n').Split('\n').Select(l => $"+ {l}\n")), await question.Locator(".diff").TextContentAsync());
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(questions).ToHaveCountAsync(1);
        await questions.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" }).ClickAsync();
        await person.TurnEndsAsync();
        await person.AssertCalmAsync();
    }

    [Theory]
    [InlineData("shell", """{"command":"ls","sudo":"yes-it-is"}""")]
    [InlineData("edit_file", """{"path":"a","old_text":"b","new_text":"c","everywhere":"yes-it-is"}""")]
    [InlineData("write_file", """{"path":"a","content":"b","mode":"yes-it-is"}""")]
    [InlineData("edit_file", """{"path":{"of":"yes-it-is"},"old_text":"b","new_text":"c"}""")]
    [InlineData("other", """{"command":"ls","__proto__":"yes-it-is"}""")]
    public async Task Input_WithMembersBesidesThoseOfItsView_ShowsThemToo(string tool, string input)
    {
        await using var person = await Person.ComeAsync(browser, new Uri("http://127.0.0.1"));
        await ServeModulesAsync(person);
        var text = await person.Page.EvaluateAsync<string>("async ([tool, input]) => (await import('/console/toolview.js')).inputView(tool, JSON.parse(input), true).textContent", new[] { tool, input });
        Assert.Contains("yes-it-is", text, StringComparison.Ordinal);
    }

    // The page's modules, without a host behind them.
    private static async Task ServeModulesAsync(Person person)
    {
        await person.Page.RouteAsync("**/*", async route =>
        {
            var name = new Uri(route.Request.Url).AbsolutePath.Split('/')[^1];
            await using var content = name.EndsWith(".js", StringComparison.Ordinal) ? typeof(SiloConsole).Assembly.GetManifestResourceStream(name) : null;
            using var reader = new StreamReader(content ?? Stream.Null);
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = content is null ? "text/html" : "text/javascript", Body = await reader.ReadToEndAsync() });
        });
        await person.Page.GotoAsync("http://127.0.0.1/");
    }

    private static FakeToolCall Call(object input) => new() { Name = "write_file", Input = JsonSerializer.SerializeToElement(input) };
}
