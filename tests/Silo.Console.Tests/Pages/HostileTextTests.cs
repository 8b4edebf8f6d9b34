using System.Text.Json;
using Microsoft.Playwright;
using Silo.Client.Sessions;
using Silo.Console.Tests.Support;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>Whatever a model, a tool or a file says stays text.</summary>
public sealed class HostileTextTests(SharedBrowser browser)
{
    // Every element and attribute that the page may hold, and where its links may lead.
    private const string Foreign = """
        (() => {
          const elements = new Set('A ARTICLE BODY BUTTON CODE DD DEL DETAILS DIALOG DIV DL DT EM FORM H1 H2 H3 H4 H5 H6 HEADER HR BR IMG BLOCKQUOTE INPUT INS KBD LABEL LI MAIN MARK NAV NOSCRIPT OL OPTION P PRE SECTION SELECT SPAN STRONG SUB SUMMARY SUP TABLE TBODY TD TEXTAREA TH THEAD TR UL'.split(' '));
          const attributes = new Set('id class role tabindex src alt loading href rel target type hidden open start for rows placeholder enterkeyhint title value disabled required maxlength autocomplete spellcheck download step data-key data-state data-status data-open data-reason data-close'.split(' '));
          const wrong = [];
          for (const e of document.body.querySelectorAll('*')) {
            if (!elements.has(e.nodeName)) wrong.push(e.nodeName);
            for (const a of e.attributes) if (!attributes.has(a.name) && !a.name.startsWith('aria-')) wrong.push(e.nodeName + ' ' + a.name);
            const href = e.getAttribute('href');
            if (href !== null && !/^(https?:|mailto:|#prompt$|\/s\/ses_|\/v1\/sessions\/)/.test(href)) wrong.push('href ' + href);
            const src = e.getAttribute('src');
            if (src !== null && !/^\/v1\/sessions\/ses_[0-9a-z]{26}\/artifacts\/[0-9]+$/.test(src)) wrong.push('src ' + src);
            if (e.id && document.querySelectorAll('#' + CSS.escape(e.id)).length > 1) wrong.push('id ' + e.id);
          }
          return wrong;
        })()
        """;

    private static readonly IReadOnlyList<string> Corpus = HostileStrings.All;

    [Fact]
    public async Task Corpus_ThroughEverythingThatAModelCanReach_StaysText()
    {
        Assert.True(Corpus.Count >= 60, $"Only {Corpus.Count} strings.");
        await using var server = await FakeModelServer.StartAsync(new FakeScript { Conversations = [Says(), Asks()] });
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Model(server), AgentFiles.Model(server, "asks", "tools:\n  - name: write_file\n    approval: true\nlimits: {parallel_tools_max: 64}")]);
        foreach (var title in Corpus) await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "model", Title = title.Replace('\0', ' ') });

        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.Find(AriaRole.Button, "More sessions").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#sessions a")).ToHaveCountAsync(60);
        await person.Page.Locator("#unfold").CheckAsync();
        await person.BeginAsync("model");
        await person.PromptAsync("says " + string.Join("\n\n", Corpus.Select(s => s.Replace('\0', ' '))));
        await person.TurnEndsAsync();
        await person.Page.EvaluateAsync("document.querySelectorAll('.message').forEach(m => m.scrollIntoView())");
        await person.Log.Locator(".message .text.rich").First.WaitForAsync();
        await AssertTextAsync(person);

        // As it was written, so it is read: in the thought, the result and the file.
        Assert.Contains(Corpus[3], await person.TextAsync(".thought .plain"), StringComparison.Ordinal);
        Assert.Contains(Corpus[3], string.Concat(await person.Log.Locator(".tool .output").AllTextContentsAsync()), StringComparison.Ordinal);
        Assert.Contains("⟨202e⟩<gpj.exe>", string.Concat(await person.Log.Locator(".tool .diff").AllTextContentsAsync()), StringComparison.Ordinal);

        // All but the one whose name would turn text around.
        await Assertions.Expect(person.Log.Locator(".artifact")).ToHaveCountAsync(Corpus.Count - 1);
        await person.Log.Locator(".artifact button").First.ClickAsync();
        await person.Log.Locator(".artifact .output").First.WaitForAsync();
        await AssertTextAsync(person);

        await person.Find(AriaRole.Button, "Files").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#artifacts-list a")).ToHaveCountAsync(Corpus.Count - 1);
        await person.Page.Locator("#files-list button").Nth(Corpus.Count - 1).WaitForAsync();
        foreach (var number in new[] { 0, 3, 7, 41, 46 })
        {
            await person.Page.Locator("#files-list button").Filter(new LocatorFilterOptions { HasText = $"{number} " }).First.ClickAsync();
            await Assertions.Expect(person.Page.Locator("#file-name")).ToContainTextAsync($"{number} ");
            await person.Page.Locator("#file-text").WaitForAsync();
        }

        await AssertTextAsync(person);
        await person.Page.Keyboard.PressAsync("Escape");

        await person.BeginAsync("asks");
        await person.PromptAsync("asks");
        var question = person.Log.Locator(".approval[data-open=true]");
        await Assertions.Expect(question).ToHaveCountAsync(64);
        await AssertTextAsync(person);
        await question.First.Locator("textarea").FillAsync(Corpus[3]);
        await question.First.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Reject" }).ClickAsync();
        await person.SeesAsync("Rejected by local");
        await AssertTextAsync(person);
    }

    [Fact]
    public async Task Html_OfAServerThatFailed_IsBuiltAnewFromWhatIsAllowed()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        await person.Page.EvaluateAsync(
            "async texts => { const { rebuild } = await import('/console/markdown.js'); for (const t of texts) { const d = document.createElement('div'); d.append(rebuild(t)); document.body.append(d); } }",
            Corpus);
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Foreign));
        // The policy refuses handlers in the document that is only read, too, and says so.
        await person.AssertNothingRanAsync();
        Assert.True(await person.Page.Locator("body > div").CountAsync() >= Corpus.Count);
    }

    private static async Task AssertTextAsync(Person person)
    {
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Foreign));
        // Whatever would run by itself has had its chance by now.
        await person.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        await person.AssertCalmAsync();
    }

    private static FakeConversation Says() => new()
    {
        Marker = "says",
        VerifyReplay = false,
        Replies =
        [
            new FakeReply
            {
                Thinking = string.Join("\n\n", Corpus),
                Text = string.Join("\n\n", Corpus),
                Tools = [.. Corpus.Select((s, i) => Call("write_file", new { path = HostileStrings.AsName(s, i), content = s }))],
            },
            new FakeReply { Text = Corpus[0], Tools = [.. Corpus.Select((s, i) => Call("read_file", new { path = HostileStrings.AsName(s, i) })), .. Corpus.Take(8).Select(s => new FakeToolCall { Name = "list", InputText = s }), Call("list", new { path = Corpus[3] })] },
            new FakeReply { Text = "Published.", Tools = [.. Corpus.Select((s, i) => Call("publish_artifact", new { path = HostileStrings.AsName(s, i), title = s, media_type = i % 2 == 0 ? "image/png" : "text/html" }))] },
            new FakeReply { Text = string.Join('\n', Corpus) },
        ],
    };

    private static FakeConversation Asks() => new()
    {
        Marker = "asks",
        VerifyReplay = false,
        Replies = [new FakeReply { Text = "I ask.", Tools = [.. Corpus.Take(64).Select((s, i) => Call("write_file", new { path = HostileStrings.AsName(s, i), content = s }))] }, new FakeReply { Text = "Asked." }],
    };

    private static FakeToolCall Call(string tool, object input) => new() { Name = tool, Input = JsonSerializer.SerializeToElement(input) };
}
