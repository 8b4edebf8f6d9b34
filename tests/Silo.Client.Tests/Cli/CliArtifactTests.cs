using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Client.Tests.Fakes;
using Silo.TestServers.Scripted;
using Xunit;

namespace Silo.Client.Tests.Cli;

/// <summary><c>silo artifacts</c>, and what the other commands say of artifacts.</summary>
public sealed class CliArtifactTests : IDisposable
{
    private static readonly string ListPath = $"/v1/sessions/{Script.Session}/artifacts";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task List_AllPages_AreATableOrJsonLines()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Pages(server);
        var table = await RunAsync(server.Address, "ls");
        Assert.Equal(0, table.ExitCode);
        Assert.Equal(["artifact", "size", "media_type", "published_at", "name", "title"], table.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["7", "8", "9", "12"], table.Lines.Skip(1).Select(l => l.Split(' ')[0]));
        Assert.Contains("b␛[2J", table.Lines[2]);
        Assert.Equal(["?limit=200", "?limit=200&page=p2", "?limit=200&page=p3"], server.Seen.Select(s => s.Query));
        var json = await RunAsync(server.Address, "ls", "--json");
        var last = JsonDocument.Parse(json.Lines[^1]).RootElement.GetProperty("artifact");
        Assert.Equal((4, 12, "a.csv", 7), (json.Lines.Length, last.GetProperty("artifact").GetInt32(), last.GetProperty("name").GetString(), last.GetProperty("size").GetInt32()));
        Assert.DoesNotContain('\u001b', json.Out + table.Out);

        await using var empty = await FakeSilo.StartAsync(new Script());
        empty.On($"GET {ListPath}", 200, """{"artifacts":[],"next_page":null}""");
        var none = await RunAsync(empty.Address, "ls");
        Assert.Equal((0, ""), (none.ExitCode, none.Out));
    }

    [Theory]
    [InlineData("a.csv", 12)]
    [InlineData("7", 7)]
    [InlineData("sub dir.txt", 9)]
    public async Task Get_ByNameOrNumber_IsTheLatestVersionOrThatOne(string wanted, int number)
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Pages(server);
        Content(server, number, "content");
        var target = At("out.bin");
        var got = await RunAsync(server.Address, "get", wanted, target);
        Assert.Equal((0, "", $"artifact {number} is in {target}\n"), (got.ExitCode, got.Out, got.Error));
        Assert.Equal("content", File.ReadAllText(target));
        Assert.Equal("content", (await RunAsync(server.Address, "get", wanted, "-")).Out);
    }

    [Fact]
    public async Task Get_ToAnOutputThatIsFull_Is2AndSaysSo()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Pages(server);
        Content(server, 7, "content");
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" artifacts get \"$1\" 7 - >/dev/full", Path.Combine(AppContext.BaseDirectory, "silo"), Script.Session.Value]) { UseShellExecute = false, RedirectStandardError = true };
        (info.Environment["SILO_SERVER"], info.Environment["XDG_CONFIG_HOME"]) = (server.Address.ToString(), "/nonexistent");
        using var process = Process.Start(info)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("silo: The output cannot be written: No space left", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutAFile_IsSavedUnderItsNameAndReplacesNothing()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Named(server, "report.csv", "content");
        Assert.Equal((0, "{\"type\":\"saved\",\"saved\":{\"artifact\":7,\"name\":\"report.csv\",\"file\":\"report.csv\"}}\n"), await InFolderAsync(server, "7", "--json"));
        Assert.Equal("content", File.ReadAllText(At("report.csv")));

        foreach (var there in new[] { "report.csv", "report.csv.part", "report.csv.part.etag" })
        {
            foreach (var file in _folder.GetFiles()) file.Delete();
            File.WriteAllText(At(there), "mine");
            Assert.Equal((2, ""), await InFolderAsync(server, "7"));
            Assert.Equal(("mine", 1), (File.ReadAllText(At(there)), _folder.GetFiles().Length));
            Assert.Equal((0, ""), await InFolderAsync(server, "7", "--force"));
            Assert.Equal("content", File.ReadAllText(At("report.csv")));
        }
    }

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("/tmp/out.txt")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".profile")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\u202etxt.exe")]
    public async Task Get_UnderAHostileName_WritesNothingAndCommandsNoTerminal(string name)
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Named(server, name, "content");
        var work = _folder.CreateSubdirectory("work");
        var result = await InAsync(work, server, "7");
        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("which file to write", result.Error);
        Assert.DoesNotContain(result.Error, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.Empty(work.GetFileSystemInfos());
        Assert.Equal([work.Name], _folder.GetFileSystemInfos().Select(f => f.Name));
        Assert.Equal(0, server.Count($"GET {ListPath}/7"));
        Assert.Equal(0, (await InAsync(work, server, "7", "named.txt")).ExitCode);
        Assert.Equal("content", File.ReadAllText(Path.Combine(work.FullName, "named.txt")));
    }

    [Fact]
    public async Task Get_ArtifactNamedLikeTheStandardOutput_IsAFile()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Named(server, "-", "content");
        Assert.Equal((0, ""), await InFolderAsync(server, "7"));
        Assert.Equal("content", File.ReadAllText(At("-")));
    }

    [Fact]
    public async Task Get_CutInTheMiddle_GoesOnWhereItWas()
    {
        await using var server = ScriptedServer.Start();
        var list = new ScriptedAnswer { Body = $$"""{"artifacts":[{{Artifact(7, "a.csv")}}],"next_page":null}""", Headers = Type("application/json") };
        server.Set([list, Part(200, "con", length: 7)], []);
        var cut = await RunAsync(server.Address, "get", "a.csv", At("a.csv"));
        Assert.NotEqual(0, cut.ExitCode);
        Assert.Equal(["a.csv.part", "a.csv.part.etag"], _folder.GetFiles().Select(f => f.Name).Order());
        server.Set([list, Part(206, "tent", range: "bytes 3-6/7")], []);
        Assert.Equal(0, (await RunAsync(server.Address, "get", "a.csv", At("a.csv"))).ExitCode);
        Assert.Equal(("bytes=3-", "\"abc\""), (server.Seen[^1].Headers["range"], server.Seen[^1].Headers["if-range"]));
        Assert.Equal("content", File.ReadAllText(At("a.csv")));
        Assert.Equal(["a.csv"], _folder.GetFiles().Select(f => f.Name));

        static ScriptedAnswer Part(int status, string body, int? length = null, string? range = null)
        {
            var headers = Type("text/csv");
            headers["ETag"] = "\"abc\"";
            if (range is not null) headers["Content-Range"] = range;
            return new ScriptedAnswer { Status = status, Headers = headers, Body = body, Length = length };
        }

        static Dictionary<string, string> Type(string type) => new() { ["Content-Type"] = type };
    }

    [Fact]
    public async Task Get_WhatIsNotThere_SaysSo()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        Named(server, "a.csv", "content");
        foreach (var wanted in new[] { "b.csv", "8" })
        {
            var missing = await RunAsync(server.Address, "get", wanted, At("x"));
            Assert.Equal(2, missing.ExitCode);
            Assert.Contains($"silo artifacts ls {Script.Session}", missing.Error);
        }

        await using var elsewhere = await FakeSilo.StartAsync(new Script());
        elsewhere.On($"GET {ListPath}", 200, $$"""{"artifacts":[{{Artifact(7, "a.csv")}}],"next_page":null}""");
        elsewhere.On($"GET {ListPath}/7", 404, """{"code":"artifact_not_found","detail":"Ask the host that ran the session.","status":404}""");
        var refused = await RunAsync(elsewhere.Address, "get", "7", At("x"));
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("Ask the host that ran the session.", refused.Error);
        Assert.False(File.Exists(At("x")));
    }

    [Fact]
    public async Task Tail_Artifact_IsALineThatSaysHowToGetIt()
    {
        var s = new Script();
        s.Begin("Report.");
        var t = s.Add(new ToolUseStarted { CallId = "c", Tool = "publish_artifact", Effect = Effect.Idempotent, Key = "k", Attempt = 1 });
        var a = s.Add(new ArtifactPublished { Name = "report.csv", MediaType = "text/csv", Content = new BlobRef(new string('a', 64), 12345) }, t);
        s.Add(new ToolResultCompleted { CallId = "c", Tool = "publish_artifact", Status = ToolStatus.Ok, Content = [new TextBlock("Published.")] }, t);
        await using var server = await FakeSilo.StartAsync(s);
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        var shown = await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value);
        Assert.Equal($"> Report.\n● publish_artifact\n  │ ↓ report.csv · 12,345 bytes · silo artifacts get {Script.Session} {a}\n  │ Published.\n", shown.Out);
    }

    private static void Pages(FakeSilo server) => server.On($"GET {ListPath}", async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Query["page"].ToString() switch
        {
            "" => $$"""{"artifacts":[{{Artifact(7, "a.csv")}},{{Artifact(8, "b\u001b[2J")}},{{Artifact(9, "sub dir.txt")}}],"next_page":"p2"}""",
            "p2" => """{"artifacts":[],"next_page":"p3"}""",
            _ => $$"""{"artifacts":[{{Artifact(12, "a.csv")}}],"next_page":null}""",
        });
    });

    private static void Named(FakeSilo server, string name, string content)
    {
        server.On($"GET {ListPath}", 200, $$"""{"artifacts":[{{Artifact(7, name)}}],"next_page":null}""");
        Content(server, 7, content);
    }

    private static void Content(FakeSilo server, int number, string content) => server.On($"GET {ListPath}/{number}", async context =>
    {
        context.Response.ContentType = "text/plain";
        context.Response.Headers.ETag = "\"abc\"";
        await context.Response.WriteAsync(content);
    });

    private static string Artifact(int number, string name) =>
        $$"""{"artifact":{{number}},"name":{{JsonSerializer.Serialize(name)}},"title":null,"media_type":"text/csv","size":7,"sha256":"{{new string('a', 64)}}","path":null,"task":"{{Script.Turn}}","published_at":"2026-01-02T03:04:05Z"}""";

    private static Task<CliResult> RunAsync(Uri server, string command, params string[] arguments) =>
        CliProcess.RunAsync(server, ["artifacts", command, Script.Session.Value, .. arguments]);

    private static Task<CliResult> InAsync(DirectoryInfo folder, FakeSilo server, params string[] arguments) =>
        CliProcess.RunInAsync(folder, server.Address, ["artifacts", "get", Script.Session.Value, .. arguments]);

    private async Task<(int ExitCode, string Out)> InFolderAsync(FakeSilo server, params string[] arguments)
    {
        var result = await InAsync(_folder, server, arguments);
        return (result.ExitCode, result.Out);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
