using System.Globalization;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class CliRunTests : IDisposable
{
    private static readonly string EventsPath = $"GET /v1/sessions/{Script.Session}/events";
    private static readonly string TurnsPath = $"POST /v1/sessions/{Script.Session}/turns";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StopReason.EndTurn, 0)]
    [InlineData(StopReason.MaxTokens, 1)]
    [InlineData(StopReason.Refusal, 1)]
    [InlineData(StopReason.PausedLimit, 1)]
    [InlineData(StopReason.Failed, 1)]
    [InlineData(StopReason.Cancelled, 130)]
    public async Task Run_TurnEnds_ExitCodeSaysWhy(StopReason reason, int exitCode)
    {
        await using var server = await StartAsync(Script.WholeTurn(reason));
        var result = await CliProcess.RunAsync(server.Address, "run", "Make", "the test pass.");
        Assert.Equal(exitCode, result.ExitCode);
        if (reason == StopReason.Failed) Assert.Contains("✗ The model said no. (model_refused)", result.Out);
    }

    [Fact]
    public async Task Run_InAPipe_IsReadableAndHasNoEscapeCodes()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        var result = await CliProcess.RunAsync(server.Address, "run", "Make the test pass.", "--title", "t", "--label", "k:v");
        Assert.Equal(
            """
            Let me loo
            … n1 took the session over
            … the message begins again (restarted)
            Löok: 日本 😀
            I run "it".
            ● shell sh test.sh
              │ ok 1
              │ not ok 2
            [plan.updated]
            All green now.
            end_turn · 20 tokens in · 9 out · $0.0012

            """,
            result.Out);
        Assert.DoesNotContain('\u001b', result.Out + result.Error);
        Assert.Contains($"session {Script.Session}\n", result.Error);
        Assert.Equal("""{"agent":"demo","title":"t","labels":{"k":"v"}}""", Encoding.UTF8.GetString(server.Seen.First().Body));
        Assert.Equal("""{"prompt":"Make the test pass.","mode":"queue"}""", Encoding.UTF8.GetString(server.Seen.ElementAt(1).Body));
    }

    [Fact]
    public async Task Run_HostileOutput_CannotCommandTheTerminal()
    {
        const string Hostile = "a\u001b]0;pwned\u0007b\u001b[2J\rc\u009b31md\u202ee\u0000f\u007f\n\tg";
        await using var server = await StartAsync(HostileTurn(Hostile));
        server.Plans.Enqueue(new ConnectionPlan { Status = 503, Problem = JsonSerializer.Serialize(new { code = "x", title = Hostile, detail = Hostile, retryable = true }) });
        var result = await CliProcess.RunAsync(server.Address, "run", "go");
        var all = result.Out + result.Error;
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(all.Where(c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202e' or '\u009b').Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)));
        Assert.Equal(6, CountOf(result.Out, "a␛]0;pwned␇b␛[2J␍c\\u009b31md\\u202ee␀f␡"));
        Assert.Contains("… reconnecting (a␛]0", result.Error);

        // The same in JSON is still the same document.
        server.Seen.Clear();
        var json = await CliProcess.RunAsync(server.Address, "run", "go", "--json");
        Assert.DoesNotContain(json.Out, c => char.IsControl(c) && c != '\n');
        var piece = json.Lines.Select(l => JsonDocument.Parse(l).RootElement).First(l => l.GetProperty("type").GetString() == "delta");
        Assert.Equal(Hostile, piece.GetProperty("delta").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Run_Raw_LetsControlCharactersThrough()
    {
        await using var server = await StartAsync(HostileTurn("\u001b[1mbold\u001b[0m"));
        var result = await CliProcess.RunAsync(server.Address, "run", "go", "--raw");
        Assert.Contains("\u001b[1mbold\u001b[0m", result.Out);
    }

    [Fact]
    public async Task Run_HostRestartsInMidStream_GoesOnAndSaysSoOnce()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 10, Abort = true });
        server.Plans.Enqueue(new ConnectionPlan { Status = 503 });
        server.Plans.Enqueue(new ConnectionPlan { Status = 503 });
        var whole = await CliProcess.RunAsync(server.Address, "run", "go");
        Assert.Equal(0, whole.ExitCode);
        Assert.Equal(1, CountOf(whole.Error, "… reconnecting"));
        Assert.Contains("Löok: 日本 😀\n", whole.Out);
    }

    [Fact]
    public async Task Run_Json_IsTheExactStream()
    {
        var script = Script.WholeTurn();
        await using var server = await StartAsync(script);
        var result = await CliProcess.RunAsync(server.Address, "run", "go", "--json");
        var lines = result.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["session", "task"], lines.Take(2).Select(l => l.GetProperty("type").GetString()));
        Assert.Equal(script.Items.Select(i => Encoding.UTF8.GetString(i.Json)), Payloads(result).Select(p => p.Json));
    }

    [Fact]
    public async Task Run_KilledInMidStream_TheSameCommandGoesOnExactly()
    {
        var script = Script.WholeTurn();
        await using var server = await StartAsync(script);
        string[] args = ["run", "Make the test pass.", "--json", "--cursor-file", Path.Combine(_folder.FullName, "cursor")];
        var payloads = new List<(string Cursor, string Json)>();
        int[] kills = [0, 1, 9, 17];
        foreach (var (kill, n) in kills.Select((k, n) => (k, n)))
        {
            // The server is gone silent after some items: when it is asked again, everything before was shown and kept.
            if (kill > 0) server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = kill });
            server.Plans.Enqueue(new ConnectionPlan { Silent = true });
            var silent = server.SeenAsync(EventsPath, server.Count(EventsPath) + (kill > 0 ? 2 : 1));
            using var cli = CliProcess.Start(server.Address, args);
            await silent;
            cli.Kill();
            var killed = await cli.EndAsync();
            Assert.Equal(137, killed.ExitCode);
            payloads.AddRange(Payloads(killed));
        }

        var last = await CliProcess.RunAsync(server.Address, args);
        Assert.Equal(0, last.ExitCode);
        payloads.AddRange(Payloads(last));
        Assert.Equal(script.Items.Select((i, n) => ($"c{n + 1}", Encoding.UTF8.GetString(i.Json))), payloads);
        Assert.Equal((1, 1), (server.Count("POST /v1/sessions"), server.Count(TurnsPath)));

        var over = await CliProcess.RunAsync(server.Address, args);
        Assert.Equal((0, ""), (over.ExitCode, over.Out));
        Assert.Contains("has ended (end_turn)", over.Error);
        var other = await CliProcess.RunAsync(server.Address, [.. args[..1], "Something else.", .. args[2..]]);
        Assert.Equal(2, other.ExitCode);
    }

    [Fact]
    public async Task Run_KilledInMidMessage_TextGoesOnWithoutRepeat()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        var file = Path.Combine(_folder.FullName, "cursor");

        // Up to the last piece before message.completed: the next process must know that the message was shown.
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 16 });
        server.Plans.Enqueue(new ConnectionPlan { Silent = true });
        var silent = server.SeenAsync(EventsPath, 2);
        using var cli = CliProcess.Start(server.Address, "run", "go", "--cursor-file", file);
        await silent;
        cli.Kill();
        var first = await cli.EndAsync();
        Assert.EndsWith("I run \"it\".", first.Out);
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        var second = await CliProcess.RunAsync(server.Address, "tail", "--until-ended", "--cursor-file", file);
        Assert.Equal(0, second.ExitCode);
        Assert.StartsWith("● shell sh test.sh\n", second.Out);
    }

    [Theory]
    [InlineData("POST /v1/sessions")]
    [InlineData("turns")]
    public async Task Run_KilledWhileAsking_TheSameCommandAsksWithTheSameKey(string request)
    {
        if (request == "turns") request = TurnsPath;
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On(request, server.HangAsync);
        Answer(server);
        var asked = server.SeenAsync(request);
        string[] args = ["run", "go", "--cursor-file", Path.Combine(_folder.FullName, "cursor")];
        using var cli = CliProcess.Start(server.Address, args);
        await asked;
        cli.Kill();
        await cli.EndAsync();
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, args)).ExitCode);
        var keys = server.Seen.Where(s => $"{s.Method} {s.Path}" == request).Select(s => s.Headers["Idempotency-Key"]).ToList();
        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
    }

    [Fact]
    public async Task Run_Interrupted_StopsWaitingAndSaysHowToCancel()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 6 });
        server.Plans.Enqueue(new ConnectionPlan { Silent = true });
        var silent = server.SeenAsync(EventsPath, 2);
        using var cli = CliProcess.Start(server.Address, "run", "go");
        await silent;
        cli.Interrupt();
        var result = await cli.EndAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.Contains($"silo cancel {Script.Session}", result.Error);
        Assert.Equal(0, server.Count($"POST /v1/sessions/{Script.Session}/cancel"));
    }

    [Fact]
    public async Task Run_PromptThatBeginsWithAnAt_IsSaidAsItIs()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        var file = Path.Combine(_folder.FullName, "secret");
        File.WriteAllText(file, "--agent other words of a file");
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "run", "@" + file)).ExitCode);
        Assert.Equal("@" + file, JsonDocument.Parse(server.Seen.Single(s => s.Path.EndsWith("/turns", StringComparison.Ordinal)).Body).RootElement.GetProperty("prompt").GetString());
        Assert.DoesNotContain(server.Seen, s => Encoding.UTF8.GetString(s.Body).Contains("words of a file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PromptWithoutEnd_IsRefusedBeforeItIsAsked()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        var result = await CliProcess.RunWithAsync(new Dictionary<string, string> { ["SILO_SERVER"] = server.Address.ToString() }, new string('x', (200 * 1024) + 1), "run", "-");
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Out));
        Assert.Empty(server.Seen);
        Assert.Equal(0, (await CliProcess.RunWithAsync(new Dictionary<string, string> { ["SILO_SERVER"] = server.Address.ToString() }, new string('x', 200 * 1024), "run", "-")).ExitCode);
    }

    [Fact]
    public async Task Run_ServerGoneForGood_GivesUp()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 6 });
        var result = await CliProcess.RunAsync(server.Address, "run", "go", "--give-up-after", "0");
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Run_Folder_IsBroughtInBeforeThePrompt()
    {
        await using var server = await StartAsync(Script.WholeTurn());
        var put = $"PUT /v1/sessions/{Script.Session}/files/";
        server.On(put, 200, "{\"files\":1}");
        var folder = _folder.CreateSubdirectory("work");
        File.WriteAllText(Path.Combine(folder.FullName, "test.sh"), "exit 1");
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "run", "go", "--dir", folder.FullName)).ExitCode);
        Assert.Equal(["POST /v1/sessions", put, TurnsPath, EventsPath], server.Seen.Select(s => $"{s.Method} {s.Path}"));
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(server.Seen.ElementAt(1).Body));
        Assert.Equal("test.sh", tar.GetNextEntry()!.Name);
    }

    private static async Task<FakeSilo> StartAsync(Script script)
    {
        var server = await FakeSilo.StartAsync(script);
        Answer(server);
        return server;
    }

    private static void Answer(FakeSilo server) =>
        server.On("POST /v1/sessions", 201, Answers.Session).On(TurnsPath, 202, Answers.Accept("c0"));

    private static Script HostileTurn(string text)
    {
        var s = new Script();
        s.Begin("go");
        var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Thought, m, text);
        s.Open(m);
        s.Delta(DeltaKind.Message, m, text);
        s.Add(new MessageCompleted { Attempt = 1, Blocks = [new ThoughtBlock(text), new TextBlock(text)], StopReason = "x", Model = "m" }, m);
        var t = s.Add(new ToolUseStarted { CallId = "c", Tool = text, Effect = Effect.Pure, Key = "k", Attempt = 1 });
        s.Add(new ArtifactPublished { Name = text, Title = text, MediaType = text, Path = text, Content = new BlobRef(new string('a', 64), 1) }, t);
        s.Add(new ToolResultCompleted { CallId = "c", Tool = text, Status = ToolStatus.Error, Content = [new TextBlock(text)] }, t);
        s.Add(new TurnEnded { StopReason = StopReason.Failed, Error = new EventError("x", text), Usage = Usage.None });
        return s;
    }

    private static List<(string Cursor, string Json)> Payloads(CliResult result)
    {
        var payloads = new List<(string, string)>();
        foreach (var line in result.Lines)
        {
            var root = JsonDocument.Parse(line).RootElement;
            var type = root.GetProperty("type").GetString()!;
            if (type is "event" or "delta" or "unknown") payloads.Add((root.GetProperty("cursor").GetString()!, root.GetProperty(type).GetRawText()));
        }

        return payloads;
    }

    private static int CountOf(string text, string part) => text.Split(part).Length - 1;
}
