using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Silo.Client.Tests.Fakes;
using Silo.TestServers.Scripted;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class CliCommandTests : IDisposable
{
    private static readonly string SessionPath = $"/v1/sessions/{Script.Session}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("run")]
    [InlineData("bogus")]
    [InlineData("tail")]
    [InlineData("tail", "not-an-id")]
    [InlineData("sessions", "--status", "dead")]
    [InlineData("sessions", "--label", "x")]
    [InlineData("agents", "--server", "ftp://x")]
    [InlineData("agents", "--server", "https://x/below")]
    [InlineData("run", "x", "--dir", "/", "--tar", "x")]
    public async Task Cli_WrongUse_Is2AndSaysWhatToDo(params string[] args)
    {
        var result = await CliProcess.RunAsync(null, args);
        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("silo --help", result.Error);

        // With --json an error is JSON, whoever found it.
        var json = await CliProcess.RunAsync(null, [.. args, "--json"]);
        Assert.Equal((2, ""), (json.ExitCode, json.Out));
        Assert.Equal("usage", JsonDocument.Parse(json.Error).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Cli_OutputThatCannotBeWritten_Is2AndSaysSo()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"GET {SessionPath}", 200, Answers.Session);
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" sessions show \"$1\" >/dev/full", Path.Combine(AppContext.BaseDirectory, "silo"), Script.Session.Value]) { UseShellExecute = false, RedirectStandardError = true };
        (info.Environment["SILO_SERVER"], info.Environment["XDG_CONFIG_HOME"]) = (server.Address.ToString(), "/nonexistent");
        using var process = Process.Start(info)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("silo: The output cannot be written: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cli_ServerWhoseEventsAreNone_Is4AndSaysSo()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"GET {SessionPath}/events", 200, """{"events":[{"sequence":1,"kind":"turn.queued","data":3}],"after":"c1","head":1}""");
        var result = await CliProcess.RunAsync(server.Address, "show", Script.Session.Value, "--json");
        Assert.Equal((4, ""), (result.ExitCode, result.Out));
        Assert.Equal("protocol", JsonDocument.Parse(result.Error).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Cli_NoServer_Is3AndSaysWhatToDo()
    {
        var server = await FakeSilo.StartAsync(new Script());
        await server.DisposeAsync();
        var result = await CliProcess.RunAsync(null, "agents", "--server", server.Address.ToString());
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("--server", result.Error);
    }

    [Fact]
    public async Task Cli_Refused_Is4AndSaysWhatToDo()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"POST {SessionPath}/cancel", 409, """{"code":"nothing_to_cancel","title":"No turn runs","status":409}""");
        server.On($"GET {SessionPath}", 404, """{"code":"session_not_found","title":"No such session","status":404}""");
        var cancel = await CliProcess.RunAsync(server.Address, "cancel", Script.Session.Value);
        Assert.Equal(4, cancel.ExitCode);
        Assert.Contains("No turn runs", cancel.Error);
        var tail = await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value, "--json");
        Assert.Equal((4, ""), (tail.ExitCode, tail.Out));
        var error = JsonDocument.Parse(tail.Error).RootElement.GetProperty("error");
        Assert.Equal("session_not_found", error.GetProperty("code").GetString());
        Assert.Equal("See which sessions there are: silo sessions", error.GetProperty("next").GetString());
    }

    [Fact]
    public async Task Tail_ToTheHead_EndsAndKeepsItsCursor()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"GET {SessionPath}", 200, Answers.Session);
        var file = Path.Combine(_folder.FullName, "cursor");
        var result = await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value, "--cursor-file", file);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("> Make the test pass.\n", result.Out);
        Assert.Equal("?follow=false", server.Seen.Last().Query);
        var again = await CliProcess.RunAsync(server.Address, "tail", "--cursor-file", file);
        Assert.Equal((0, ""), (again.ExitCode, again.Out));
        Assert.Equal("?follow=false&after=c29", server.Seen.Last().Query);
        var other = await CliProcess.RunAsync(server.Address, "tail", "ses_01k9z0000000000000000000zz", "--cursor-file", file);
        Assert.Equal(2, other.ExitCode);
    }

    [Fact]
    public async Task Tail_After_BeginsThere()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"GET {SessionPath}", 200, Answers.Session);
        var result = await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value, "--after", "c28");
        Assert.Equal((0, "end_turn · 20 tokens in · 9 out · $0.0012\n"), (result.ExitCode, result.Out));
    }

    [Fact]
    public async Task Sessions_List_IsATableOrJsonLines()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("GET /v1/sessions", 200, $$"""{"sessions":[{{Answers.Session.Replace("A title", "\\u001b[31mA [bold]title[/] " + new string('x', 300))}}],"next_page":"p2"}""");
        var table = await CliProcess.RunAsync(server.Address, "sessions", "--status", "idle", "--label", "k:v");
        Assert.Equal(0, table.ExitCode);
        Assert.Equal(["id", "agent", "status", "head", "updated_at", "title"], table.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, table.Lines.Length);
        Assert.Contains("␛[31mA [bold]title[/] xxx", table.Lines[1]);
        Assert.Contains("--page p2", table.Error);
        Assert.Equal("?status=idle&label=k%3Av&limit=50", server.Seen.Last().Query);
        var json = await CliProcess.RunAsync(server.Address, "sessions", "--json");
        Assert.Equal(Script.Session.Value, JsonDocument.Parse(json.Lines[0]).RootElement.GetProperty("session").GetProperty("id").GetString());
    }

    [Fact]
    public async Task SessionsDelete_WithoutYes_DeletesNothing()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"GET {SessionPath}", 200, Answers.Session).On($"DELETE {SessionPath}", 204, "");
        var delete = $"DELETE {SessionPath}";
        Assert.Equal(2, (await CliProcess.RunAsync(server.Address, "sessions", "delete", Script.Session.Value)).ExitCode);
        var dry = await CliProcess.RunAsync(server.Address, "sessions", "delete", Script.Session.Value, "--dry-run", "--yes");
        Assert.Equal((0, $"would delete {Script.Session}  A title\n"), (dry.ExitCode, dry.Out));
        Assert.Equal(0, server.Count(delete));
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "sessions", "delete", Script.Session.Value, "--yes")).ExitCode);
        Assert.Equal(1, server.Count(delete));
    }

    [Fact]
    public async Task Approvals_Decide_AndSayWhoWasFirst()
    {
        const string Id = "apr_01k9z0000000000000000000cc";
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("GET /v1/approvals", 200, $$"""{"approvals":[{{Answers.Approval}}],"next_page":null}""");
        server.On($"POST /v1/approvals/{Id}", 200, Answers.Approval).On($"POST /v1/approvals/{Id}", 200, Answers.Approval)
            .On($"POST /v1/approvals/{Id}", 409, $$"""{"code":"approval_resolved","detail":"ann rejected it before.","approval":{{Answers.Approval}}}""");
        Assert.Contains("shell wants to run", (await CliProcess.RunAsync(server.Address, "approvals")).Out);
        Assert.Equal("?open=true&limit=200", server.Seen.Last().Query);
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "approvals", "reject", Id, "--answer", "no")).ExitCode);
        Assert.Equal("""{"decision":"reject","answer":"no"}""", Encoding.UTF8.GetString(server.Seen.Last().Body));
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "approvals", "answer", Id, "use", "port 80")).ExitCode);
        Assert.Equal("""{"decision":"answer","answer":"use port 80"}""", Encoding.UTF8.GetString(server.Seen.Last().Body));
        var late = await CliProcess.RunAsync(server.Address, "approvals", "approve", Id);
        Assert.Equal(4, late.ExitCode);
        Assert.Contains("ann rejected it before.", late.Error);
    }

    [Fact]
    public async Task Files_GoThereAndBack()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"PUT {SessionPath}/files/in.txt", 204, "");
        server.On($"GET {SessionPath}/files/", 200, """{"path":".","entries":[{"path":"a","kind":"file","size":3,"modified_at":"2026-01-02T03:04:05Z"}],"truncated":false}""");
        server.On($"GET {SessionPath}/files/out.bin", async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            await context.Response.WriteAsync("content");
        });
        var source = Path.Combine(_folder.FullName, "in.txt");
        File.WriteAllText(source, "hello");
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "files", "put", Script.Session.Value, source)).ExitCode);
        Assert.Equal("hello", Encoding.UTF8.GetString(server.Seen.Last().Body));
        var target = Path.Combine(_folder.FullName, "out.bin");
        Assert.Equal(0, (await CliProcess.RunAsync(server.Address, "files", "get", Script.Session.Value, "out.bin", "--out", target)).ExitCode);
        Assert.Equal("content", File.ReadAllText(target));
        Assert.Equal("content", (await CliProcess.RunAsync(server.Address, "files", "get", Script.Session.Value, "out.bin")).Out);
        Assert.Contains("file  3", (await CliProcess.RunAsync(server.Address, "files", "ls", Script.Session.Value)).Out);
        Assert.Equal(2, (await CliProcess.RunAsync(server.Address, "files", "get", Script.Session.Value, "../x")).ExitCode);
    }

    [Fact]
    public async Task Files_CutInTheMiddle_GoOnWhereTheyWereAndOnlyIfTheyAreTheSame()
    {
        await using var server = ScriptedServer.Start();
        var target = Path.Combine(_folder.FullName, "out.bin");
        Task<CliResult> GetAsync(params ScriptedAnswer[] answers)
        {
            server.Set(answers, []);
            return CliProcess.RunAsync(server.Address, "files", "get", Script.Session.Value, "out.bin", "--out", target);
        }

        var cut = await GetAsync(Part(200, "a", "con", length: 7));
        Assert.NotEqual(0, cut.ExitCode);
        Assert.False(File.Exists(target));
        Assert.Equal("con", File.ReadAllText(target + ".part"));
        // Within one command what was cut is asked for with its tag: another content would be refused, not joined.
        Assert.Equal(("bytes=3-", "\"a\""), (server.Seen[^1].Headers["range"], server.Seen[^1].Headers["if-match"]));

        Assert.Equal(0, (await GetAsync(Part(206, "a", "tent", range: "bytes 3-6/7"))).ExitCode);
        Assert.Equal(("bytes=3-", "\"a\""), (server.Seen[^1].Headers["range"], server.Seen[^1].Headers["if-range"]));
        Assert.Equal("content", File.ReadAllText(target));
        Assert.Equal(["out.bin"], _folder.GetFiles().Select(f => f.Name));

        // Another content comes whole, and a part of something else is no part of it.
        foreach (var (name, asks) in new[] { ("out.bin", true), ("other.bin", false) })
        {
            File.WriteAllText(target + ".part", "old old old");
            File.WriteAllText(target + ".part.etag", $"\"b\"\n{server.Address} {Script.Session} {name}");
            Assert.Equal(0, (await GetAsync(Part(200, "c", "new"))).ExitCode);
            Assert.Equal("new", File.ReadAllText(target));
            Assert.Equal(asks, server.Seen[^1].Headers.ContainsKey("range"));
        }

        static ScriptedAnswer Part(int status, string tag, string body, int? length = null, string? range = null)
        {
            var headers = new Dictionary<string, string> { ["Content-Type"] = "application/octet-stream", ["ETag"] = $"\"{tag}\"" };
            if (range is not null) headers["Content-Range"] = range;
            return new ScriptedAnswer { Status = status, Headers = headers, Body = body, Length = length };
        }
    }

    [Fact]
    public async Task Files_AreRemovedByNameAndOnlyIfAllNamesAreGood()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"DELETE {SessionPath}/files/a.txt", 204, "").On($"DELETE {SessionPath}/files/b/c.txt", 204, "");
        Assert.Equal(2, (await CliProcess.RunAsync(server.Address, "files", "rm", Script.Session.Value, "a.txt", "../b")).ExitCode);
        Assert.Equal((0, "would remove a.txt\n"), await OfAsync("a.txt", "--dry-run"));
        Assert.Empty(server.Seen);
        Assert.Equal((0, "removed a.txt\nremoved b/c.txt\n"), await OfAsync("a.txt", "b/c.txt"));
        Assert.Equal((0, "{\"type\":\"removed\",\"removed\":{\"path\":\"a.txt\"}}\n"), await OfAsync("a.txt", "--json"));
        Assert.Equal(3, server.Seen.Count);

        async Task<(int, string)> OfAsync(params string[] arguments)
        {
            var result = await CliProcess.RunAsync(server.Address, ["files", "rm", Script.Session.Value, .. arguments]);
            return (result.ExitCode, result.Out);
        }
    }

    [Fact]
    public async Task AgentsTasksHealth_AreShown()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("GET /v1/agents", 200, """{"agents":[{"name":"demo","version":"1","description":"d","driver":"scripted","tools":["shell"]}]}""");
        server.On($"GET /v1/tasks/{Script.Turn}", 200, Answers.Ended);
        server.On("GET /health/ready", 200, """{"ready":true,"checks":[]}""");
        Assert.Contains("scripted", (await CliProcess.RunAsync(server.Address, "agents")).Out);
        Assert.Contains("stop_reason  end_turn\n", (await CliProcess.RunAsync(server.Address, "tasks", "show", Script.Turn.Value)).Out);
        var health = await CliProcess.RunAsync(server.Address, "health");
        Assert.Equal((0, $"{server.Address} is ready\n"), (health.ExitCode, health.Out));
    }

    [Theory]
    [InlineData("ok", 0)]
    [InlineData("degraded", 0)]
    [InlineData("failed", 1)]
    public async Task Doctor_Report_IsShownAndDecidesTheExitCode(string status, int exitCode)
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("GET /v1/doctor", 200, $$"""{"status":"{{status}}","checks":[{"name":"sandbox.memory","status":"{{status}}","detail":"a\u001b[2J","mend":"Do it.","later":1}]}""");
        var sign = status switch { "ok" => "✓", "degraded" => "!", _ => "✗" };
        var shown = await CliProcess.RunAsync(server.Address, "doctor");
        Assert.Equal((exitCode, $"{sign} sandbox.memory: a␛[2J\n  → Do it.\n{server.Address}: {status}\n"), (shown.ExitCode, shown.Out));
        var json = await CliProcess.RunAsync(server.Address, "doctor", "--json");
        Assert.Equal(exitCode, json.ExitCode);
        Assert.StartsWith($$"""{"type":"check","check":{"name":"sandbox.memory","status":"{{status}}",""", json.Out);
    }

    [Fact]
    public async Task Tail_WhoseReaderIsGone_EndsAlsoWhileNothingComes()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        server.Plans.Enqueue(new ConnectionPlan { Silent = true });
        var info = new ProcessStartInfo("bash", ["-c", "\"$0\" tail --follow \"$1\" --server \"$2\" | true; exit \"${PIPESTATUS[0]}\"", Path.Combine(AppContext.BaseDirectory, "silo"), Script.Session.Value, server.Address.ToString()])
        {
            UseShellExecute = false,
        };
        using var bash = Process.Start(info)!;
        await bash.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(141, bash.ExitCode);
    }
}
