using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Client.Streams;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>A tool that asks a person while it runs: its form on the page, and what its server is answered.</summary>
public sealed class FormTests(SharedBrowser browser)
{
    private const string EveryField = """
        {"type":"object","required":["name","size","sure","colour"],"properties":{
          "name":{"type":"string","title":"Na\u202eme","description":"As it stands\u200b on the door","minLength":2,"maxLength":5},
          "note":{"type":"string","default":"a\nb"},
          "street":{"type":"string","default":"Main St"},
          "mail":{"type":"string","format":"email"},
          "page":{"type":"string","format":"uri"},
          "day":{"type":"string","format":"date"},
          "left":{"type":"string"},
          "size":{"type":"number","minimum":0.5,"maximum":9},
          "count":{"type":"integer","default":3},
          "loud":{"type":"boolean","default":true},
          "sure":{"type":"boolean"},
          "maybe":{"type":"boolean"},
          "colour":{"type":"string","enum":["red","dark blue"]},
          "shape":{"type":"string","oneOf":[{"const":"o","title":"Round"},{"const":"x","title":"Cross"}],"default":"x"},
          "old":{"type":"string","enum":["1","2"],"enumNames":["One","Two"]},
          "open":{"type":"string","enum":["a","b"]},
          "many":{"type":"array","items":{"type":"string","enum":["a","b","c"]},"maxItems":2,"default":["a","b"]},
          "named":{"type":"array","items":{"anyOf":[{"const":"p","title":"Pears"},{"const":"q","title":"Quinces"}]}}
        }}
        """;

    [Fact]
    public async Task Form_OfEveryKindOfField_IsSentAsItWasFilledInAndNotBeforeItFits()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Asking(EveryField)]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        var question = await AskAsync(person, host.Address);
        await Assertions.Expect(question.Locator("h3")).ToHaveTextAsync("form asks: Where to?");
        var name = question.GetByLabel("Na⟨202e⟩me (needed)");
        await Assertions.Expect(question.GetByText("As it stands⟨200b⟩ on the door")).ToBeVisibleAsync();
        // Its defaults are in it: there is no second button that would send them instead of what was filled in.
        await Assertions.Expect(question.GetByRole(AriaRole.Button)).ToHaveTextAsync(["Answer", "Reject"]);

        // What is missing or does not fit stays on the page, with the reason, and so does the rest.
        await question.GetByLabel("street").FillAsync("Side St");
        await RefusedAsync(question, "‘Na⟨202e⟩me’ is needed.");
        await Assertions.Expect(name).ToBeFocusedAsync();
        await name.FillAsync("x");
        await RefusedAsync(question, "‘Na⟨202e⟩me’ needs 2 characters or more.");
        await name.FillAsync("Ann-Mary");
        await RefusedAsync(question, "‘Na⟨202e⟩me’ has 8 characters, of at most 5.");
        await name.FillAsync("Ann");
        var size = question.GetByLabel("size");
        await RefusedAsync(question, "‘size’ is needed.");
        await size.PressSequentiallyAsync("1e");
        await RefusedAsync(question, "‘size’ is no number.");
        await size.FillAsync("9.5");
        await RefusedAsync(question, "‘size’ must be 9 or less.");
        await size.FillAsync("0");
        await RefusedAsync(question, "‘size’ must be 0.5 or more.");
        await size.FillAsync("2.5");
        await RefusedAsync(question, "‘sure’ is needed.");
        await question.GetByLabel("sure").SelectOptionAsync("No");
        await RefusedAsync(question, "‘colour’ is needed.");
        await question.GetByLabel("colour").SelectOptionAsync("dark blue");
        var mail = question.GetByLabel("mail");
        await mail.FillAsync("nobody");
        await RefusedAsync(question, "‘mail’ is no email.");
        await mail.FillAsync("ann@example.com");
        await question.GetByLabel("page").FillAsync("here");
        await RefusedAsync(question, "‘page’ is no uri.");
        await question.GetByLabel("page").FillAsync("https://example.com/a");
        await question.GetByLabel("day").FillAsync("2026-02-28");
        var count = question.GetByLabel("count");
        await count.FillAsync(string.Empty);
        await RefusedAsync(question, "‘count’ cannot be left empty: 3 would be taken.");
        await count.FillAsync("1.5");
        await RefusedAsync(question, "‘count’ is no whole number that can be sent.");
        await count.FillAsync("9007199254740993");
        await RefusedAsync(question, "‘count’ is no whole number that can be sent.");
        await count.FillAsync("-4");
        await question.GetByLabel("loud").SelectOptionAsync("No");
        await question.GetByLabel("old").SelectOptionAsync("Two");
        await question.GetByRole(AriaRole.Group, new LocatorGetByRoleOptions { Name = "many" }).GetByLabel("c").CheckAsync();
        await RefusedAsync(question, "‘many’ takes 2 at most.");
        await question.GetByLabel("a", new LocatorGetByLabelOptions { Exact = true }).UncheckAsync();
        await question.GetByLabel("Quinces").CheckAsync();
        await Assertions.Expect(question.GetByLabel("street")).ToHaveValueAsync("Side St");

        await AnswerAsync(question);
        await person.TurnEndsAsync();
        AssertSame(
            """
            {"action":"accept","content":{"name":"Ann","note":"a\nb","street":"Side St","mail":"ann@example.com","page":"https://example.com/a","day":"2026-02-28","size":2.5,"count":-4,"loud":false,
            "sure":false,"colour":"dark blue","shape":"x","old":"2","many":["b","c"],"named":["q"]}}
            """,
            await ResultAsync(person, host));
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Form_Untouched_SendsItsDefaultsAndNothingThatNobodyChose()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Asking(EveryField.Replace("""["name","size","sure","colour"]""", "[]", StringComparison.Ordinal))]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        var question = await AskAsync(person, host.Address);

        // What the server refuses is shown, and nothing of what was written is lost.
        await question.GetByLabel("left").FillAsync("kept");
        await person.Page.RouteAsync("**/v1/approvals/*", route => route.FulfillAsync(new RouteFulfillOptions { Status = 403, ContentType = "application/problem+json", Body = """{"code":"forbidden","detail":"Not you."}""" }));
        await RefusedAsync(question, "Not you.");
        await person.Page.UnrouteAllAsync();
        await Assertions.Expect(question.GetByLabel("left")).ToHaveValueAsync("kept");
        await question.GetByLabel("left").FillAsync(string.Empty);
        await question.GetByLabel("street").FillAsync(string.Empty);

        await AnswerAsync(question);
        await person.TurnEndsAsync();
        AssertSame("""{"action":"accept","content":{"note":"a\nb","street":"","count":3,"loud":true,"shape":"x","many":["a","b"]}}""", await ResultAsync(person, host));
        await person.SeesAsync("Answered by local");
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Form_Declined_TellsTheServerSo()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Asking(EveryField)]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        var question = await AskAsync(person, host.Address);
        await question.GetByLabel("street").FillAsync("Side St");
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Reject" }).ClickAsync();
        await person.TurnEndsAsync();
        AssertSame("""{"action":"decline"}""", await ResultAsync(person, host));
        await person.SeesAsync("Rejected by local");
        await person.AssertCalmAsync();
    }

    [Fact]
    public async Task Schema_ThatIsTooMuchForAForm_IsShownWholeAnsweredAsJsonAndAskedAgainWhenItDoesNotFit()
    {
        var fields = string.Join(',', Enumerable.Range(1, 65).Select(i => $$"""
            "f{{i}}":{"type":"integer","description":"The field {{i}}."}
            """));
        var schema = """{"type":"object","required":["f65"],"properties":{FIELDS}}""".Replace("FIELDS", fields, StringComparison.Ordinal);
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Asking(schema)]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        var question = await AskAsync(person, host.Address);
        await Assertions.Expect(question.Locator(".input")).ToContainTextAsync("The field 65.");
        await Assertions.Expect(question.GetByRole(AriaRole.Button)).ToHaveTextAsync(["Approve", "Answer", "Reject"]);
        await question.GetByLabel("Your answer: a JSON object").FillAsync("""{"f65":"many"}""");
        await AnswerAsync(question);
        question = person.Log.Locator(".approval[data-open=true]").Filter(new LocatorFilterOptions { HasText = "'f65' is no integer." });
        await question.WaitForAsync();
        await question.GetByLabel("Your answer: a JSON object").FillAsync("""{"f65":65}""");
        await AnswerAsync(question);
        await person.TurnEndsAsync();
        AssertSame("""{"action":"accept","content":{"f65":65}}""", await ResultAsync(person, host));
        await person.AssertCalmAsync();
    }

    private static async Task<ILocator> AskAsync(Person person, Uri server)
    {
        await person.OpenAsync(server);
        await person.BeginAsync("asking");
        await person.PromptAsync("Ask me.");
        var question = person.Log.Locator(".approval[data-open=true]");
        await question.WaitForAsync();
        return question;
    }

    private static Task AnswerAsync(ILocator question) => question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Answer" }).ClickAsync();

    private static async Task RefusedAsync(ILocator question, string why)
    {
        await AnswerAsync(question);
        await Assertions.Expect(question.GetByRole(AriaRole.Alert)).ToHaveTextAsync(why);
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Answer" })).ToBeEnabledAsync();
    }

    // What the MCP server was answered, as its tool says.
    private static async Task<string> ResultAsync(Person person, ConsoleHost host)
    {
        var session = host.Client.Session(SessionId.Parse(new Uri(person.Page.Url).AbsolutePath["/s/".Length..]));
        await foreach (var item in session.ReadAsync(options: new ReadOptions { Follow = false }))
            if (item is StreamItem.Event { Decoded.Data: ToolResultCompleted result }) return ((TextBlock)result.Content[0]).Text!;
        throw new InvalidOperationException("There is no result.");
    }

    private static void AssertSame(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
