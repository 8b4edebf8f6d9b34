using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>What single modules of the page do where a whole session seldom comes.</summary>
public sealed class ModuleTests(SharedBrowser browser)
{
    // A server's connections, each with this text, and how long the page waits between them: each wait is over at once. The list of sessions waits for 5 s.
    private const string Connections = """
        const waits = [];
        const real = window.setTimeout;
        window.setTimeout = (then, ms) => { if (ms < 60000 && ms !== 5000) { waits.push(ms); ms = 0; } return real(then, ms); };
        const asked = [];
        let stream;
        window.fetch = async (path) => {
          asked.push(path);
          if (asked.length === most) stream.stop();
          return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
        };
        """;

    [Fact]
    public async Task Stream_WhoseConnectionsLiveAndEnd_IsComeBackToSoonEachTime()
    {
        var (host, person) = await OpenAsync();
        await using var h = host;
        await using var p = person;
        var alive = await person.Page.EvaluateAsync<double[]>(Reading("waits"), new { body = ":\n\n", most = 12 });
        Assert.True(alive.Length >= 10, string.Join(' ', alive));
        Assert.All(alive, ms => Assert.InRange(ms, 1, 500));

        // One that says nothing, or only that it stops, is a failure, and more of them are waited for longer.
        foreach (var body in new[] { string.Empty, "event: stream.closed\ndata: {\"reason\":\"shutdown\"}\n\n" })
        {
            await person.Page.ReloadAsync();
            var silent = await person.Page.EvaluateAsync<double[]>(Reading("waits"), new { body, most = 12 });
            Assert.InRange(silent[^1], 7_500, 15_000);
        }
    }

    [Fact]
    public async Task Stream_WithAnItemThatCannotBeTaken_GoesOnBehindIt()
    {
        var (host, person) = await OpenAsync();
        await using var h = host;
        await using var p = person;
        var asked = await person.Page.EvaluateAsync<string[]>(Reading("asked", "() => { throw new Error('not shown'); }"), new { body = "id: c1\nevent: x\ndata: {}\n\n", most = 3 });
        Assert.Equal(["/v1/sessions/s/events?from=1", "/v1/sessions/s/events?after=c1", "/v1/sessions/s/events?after=c1"], asked);
    }

    [Fact]
    public async Task Usage_OfAModelCallThatIsReadTwice_CountsOnce()
    {
        var (host, person) = await OpenAsync();
        await using var h = host;
        await using var p = person;
        var tokens = await person.Page.EvaluateAsync<int[]>("""
            async () => {
              const { Fold } = await import('/console/fold.js');
              const fold = new Fold(() => {});
              fold.apply('turn.started', { sequence: 1, turn: 't', data: {} });
              for (const sequence of [5, 6, 5]) fold.apply('usage.recorded', { sequence, turn: 't', data: { usage: { input_tokens: 10, output_tokens: 1 } } });
              return [fold.running.input, fold.running.output];
            }
            """);
        Assert.Equal([20, 2], tokens);
    }

    [Fact]
    public async Task List_OfSessionsThatComeWithoutEnd_IsBounded()
    {
        var (host, person) = await OpenAsync();
        await using var h = host;
        await using var p = person;
        var counts = await person.Page.EvaluateAsync<string[]>("""
            async () => {
              const { SessionList } = await import('/console/sessions.js');
              const list = new SessionList(() => {});
              const id = (n) => 'ses_' + String(n).padStart(26, '0');
              for (let n = 1; n <= 1000; n++) list.put({ id: id(n), agent: 'a', status: 'idle', updated_at: '2026-01-01T00:00:00Z' });
              const rows = [...document.querySelectorAll('#sessions li a')].map((a) => a.getAttribute('href'));
              return [String(rows.length), rows[0], rows.at(-1), String(list.get(id(400)) === undefined)];
            }
            """);
        Assert.Equal(["600", "/s/ses_" + "1000".PadLeft(26, '0'), "/s/ses_" + "401".PadLeft(26, '0'), "true"], counts);
    }

    // Nothing at all, filler that looks like nothing, and letters that no font shows.
    [Theory]
    [InlineData("\u200b", "200b")]
    [InlineData("\u115f", "115f")]
    [InlineData("\u3164", "3164")]
    [InlineData("\u2800", "2800")]
    [InlineData("\u034f", "034f")]
    [InlineData("\ufe01", "fe01")]
    [InlineData("\U000e0061", "e0061")]
    [InlineData("\U000e01ef", "e01ef")]
    public async Task Character_ThatShowsNothing_IsItsNumberWhereAPersonDecides(string character, string number)
    {
        var (host, person) = await OpenAsync();
        await using var h = host;
        await using var p = person;
        var shown = await person.Page.EvaluateAsync<string>("async (text) => (await import('/console/dom.js')).visible(text)", $"rm{character}x \U0001f3f3\ufe0f\u200d\U0001f308");
        Assert.Equal($"rm⟨{number}⟩x \U0001f3f3\ufe0f\u200d\U0001f308", shown);
    }

    private static string Reading(string answer, string take = "() => {}") => $$"""
        async ({ body, most }) => {
          {{Connections}}
          const { SessionStream } = await import('/console/stream.js');
          stream = new SessionStream('s', 1, {{take}}, () => {});
          await stream.run();
          return {{answer}};
        }
        """;

    private async Task<(ConsoleHost Host, Person Person)> OpenAsync()
    {
        var host = await ConsoleHost.StartAsync([AgentFiles.Slow]);
        var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address);
        return (host, person);
    }
}
