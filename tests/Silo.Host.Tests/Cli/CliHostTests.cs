using System.Text.Json;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Cli;

/// <summary>Commands that need a real host to say anything.</summary>
public sealed class CliHostTests
{
    [Fact]
    public async Task Validate_Files_NamesEveryErrorAtItsPlace()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var good = Path.Combine(LiveHost.TestAgents, "chatty.yaml");
        var bad = folder.At("bad.yaml");
        await File.WriteAllTextAsync(bad, "name: bad\ndriver: scripted\ntools: [nothing]\nlimits:\n  turn_steps_max: 0\nsettings:\n  replies:\n    - text: \"\u001b[2J\"\ncolour: \"red\"\n", TestContext.Current.CancellationToken);
        var fine = await RunAsync(host.Address, "agents", "validate", good);
        Assert.Equal((0, $"{good}: chatty 1 will do\n"), (fine.Code, fine.Out));
        var wrong = await RunAsync(host.Address, "agents", "validate", good, bad);
        Assert.Equal(1, wrong.Code);
        Assert.Contains($"{bad}:5:19: limits.turn_steps_max: ", wrong.Out, StringComparison.Ordinal);
        Assert.Contains($"{bad}:9:1: colour: ", wrong.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', wrong.Out);
        var unknown = folder.At("unknown.yaml");
        await File.WriteAllTextAsync(unknown, "name: unknown\ndriver: scripted\ntools: [nothing]\nsettings:\n  replies:\n    - text: x\n", TestContext.Current.CancellationToken);
        Assert.Contains($"{unknown}:3:9: tools[0]: 'nothing' is not a known tool", (await RunAsync(host.Address, "agents", "validate", unknown)).Out, StringComparison.Ordinal);
        var json = await RunAsync(host.Address, "agents", "validate", bad, "--json");
        Assert.False(JsonDocument.Parse(json.Out).RootElement.GetProperty("agent_file").GetProperty("valid").GetBoolean(), json.Out);
        Assert.Equal(2, (await RunAsync(host.Address, "agents", "validate", folder.At("missing.yaml"))).Code);
        Assert.DoesNotContain((await host.Client.ListAgentsAsync(TestContext.Current.CancellationToken)), a => a.Name == "bad");
    }

    [Fact]
    public async Task Show_ARealTurn_IsATreeInTextAndJson()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("two-tools");
        var task = await session.PromptAsync("Go.");
        await task.WaitAsync().Within(60, "the turn to end");
        var shown = await RunAsync(host.Address, "show", session.Id.Value);
        Assert.Equal(0, shown.Code);
        Assert.Matches($"^{task.Id} · end_turn · [0-9.]+ s · .*\n> Go\\.\n├─ scripted scripted · [0-9.]+ s · .* in · .* out\n│  ├─ ● list · [0-9.]+ s · \\.\n│  └─ ● write_file · .*\n└─ scripted scripted · ", shown.Out);
        var json = await RunAsync(host.Address, "show", task.Id.Value, "--json");
        var turn = JsonDocument.Parse(json.Out).RootElement.GetProperty("turn");
        Assert.Equal(["list", "write_file"], turn.GetProperty("steps")[0].GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        var empty = await host.Client.CreateAsync("talk");
        Assert.Contains("No turn yet", (await RunAsync(host.Address, "show", empty.Id.Value)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artifacts_OfARealTurn_AreShownListedAndFetched()
    {
        using var folder = new TestFolder();
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(agents, "reports.yaml"),
            """
            name: reports
            driver: scripted
            tools: [write_file, publish_artifact]
            settings:
              replies:
                - text: "I write. "
                  calls: [{tool: write_file, input: {path: out/report.csv, content: "a,b"}}]
                - text: "I publish. "
                  calls: [{tool: publish_artifact, input: {path: out/report.csv, title: Numbers}}]
                - text: "Done. "
            """,
            TestContext.Current.CancellationToken);
        await using var host = await LiveHost.StartAsync(folder.At("data"), agents);
        var session = await host.Client.CreateAsync("reports");
        var task = await session.PromptAsync("Go.");
        await task.WaitAsync().Within(60, "the turn to end");
        var artifact = Assert.Single(await session.ListArtifactsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("report.csv", "Numbers", "text/csv", 3L, "out/report.csv", task.Id), (artifact.Name, artifact.Title, artifact.MediaType, artifact.Size, artifact.Path, artifact.Task));
        var command = $"↓ report.csv · 3 bytes · silo artifacts get {session.Id} {artifact.Artifact}\n";
        Assert.Contains($"\n  │ {command}", (await RunAsync(host.Address, "tail", session.Id.Value)).Out, StringComparison.Ordinal);
        Assert.Matches($"● publish_artifact · [^\n]*\n│  +└─ {command}", (await RunAsync(host.Address, "show", session.Id.Value)).Out);
        var listed = JsonDocument.Parse((await RunAsync(host.Address, "artifacts", "ls", session.Id.Value, "--json")).Out).RootElement.GetProperty("artifact");
        Assert.Equal((artifact.Artifact, artifact.Sha256), (listed.GetProperty("artifact").GetInt64(), listed.GetProperty("sha256").GetString()));
        Assert.Equal((0, "a,b"), ((await RunAsync(host.Address, "artifacts", "get", session.Id.Value, "report.csv", folder.At("got.csv"))).Code, await File.ReadAllTextAsync(folder.At("got.csv"), TestContext.Current.CancellationToken)));
        Assert.Equal("a,b", (await RunAsync(host.Address, "artifacts", "get", session.Id.Value, listed.GetProperty("artifact").GetRawText(), "-")).Out);
    }

    [Fact]
    public async Task Tail_FromNowOn_PassesOverWhatWasSaid()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("two-tools");
        await (await session.PromptAsync("Go.")).WaitAsync().Within(60, "the turn to end");
        Assert.Contains("> Go.\n", (await RunAsync(host.Address, "tail", session.Id.Value)).Out, StringComparison.Ordinal);
        var now = await RunAsync(host.Address, "tail", session.Id.Value, "--now");
        Assert.Equal((0, ""), (now.Code, now.Out));
        Assert.Equal(2, (await RunAsync(host.Address, "tail", session.Id.Value, "--now", "--after", "x")).Code);
    }

    [Fact]
    public async Task Doctor_OfARealHost_LooksAtEveryPart()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var (_, shown, _) = await RunAsync(host.Address, "doctor", "--json");
        var checks = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("check")).ToList();
        var names = checks.Select(c => c.GetProperty("name").GetString()!).ToList();
        foreach (var name in new[] { "address", "clock", "disk", "disk.speed", "journal", "model", "privileges", "sandbox" }) Assert.Contains(name, names);
        Assert.All(checks.Where(c => c.GetProperty("status").GetString() != "ok"), c => Assert.NotEqual(JsonValueKind.Null, c.GetProperty("mend").ValueKind));
    }

    private static Task<(int Code, string Out, string Error)> RunAsync(Uri server, params IEnumerable<string> arguments) => SiloCommandLine.RunAsync(server, key: null, arguments);
}
