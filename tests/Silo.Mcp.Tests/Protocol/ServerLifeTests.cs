using System.Text;
using System.Text.Json.Nodes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Mcp.Tests.Support;
using Xunit;

namespace Silo.Mcp.Tests.Protocol;

/// <summary>How a server's life and words are taken, with a server that the test plays.</summary>
public sealed class ServerLifeTests
{
    [Fact]
    public async Task Tools_HaveTheEffectsOfTheirAnnotations()
    {
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process)));
        var tools = (await rig.ListAsync()).Tools;
        Assert.Equal(["srv__look Pure", "srv__put Idempotent", "srv__send Once"], tools.Select(t => $"{t.Definition.Name} {t.Definition.Effect}"));
    }

    [Fact]
    public async Task Tools_AreChosenByTheAgentsFile()
    {
        var settings = Rig.Program("x") with { Allow = ["p*", "s*"], Deny = ["se?d"], Effect = Effect.Workspace };
        await using var rig = new Rig(settings, new FakeSandbox((process, _) => Lines.ServeAsync(process)));
        var tool = Assert.Single((await rig.ListAsync()).Tools);
        Assert.Equal(("srv__put", Effect.Workspace), (tool.Definition.Name, tool.Definition.Effect));
    }

    [Fact]
    public async Task Call_CarriesKeyEpochAndInput()
    {
        JsonObject? seen = null;
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process, message =>
        {
            seen = (JsonObject)message["params"]!;
            return Task.FromResult<string?>(Lines.Text(message, "done"));
        })));
        var result = await rig.CallAsync("put", """{"a":{"b":[1,"x"]}}""", key: "ses_1/9");
        Assert.Equal((ToolStatus.Ok, "done"), (result.Status, result.Text));
        Assert.Equal("""{"a":{"b":[1,"x"]}}""", seen!["arguments"]!.ToJsonString());
        Assert.Equal(("put", "ses_1/9", 7, 1), ((string?)seen["name"], (string?)seen["_meta"]!["silo/key"], (int)seen["_meta"]!["silo/epoch"]!, (int)seen["_meta"]!["silo/attempt"]!));
    }

    [Fact]
    public async Task ListChanged_IsHonouredAtTheNextListing()
    {
        var tools = Lines.Tools;
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(
            process,
            async message =>
            {
                tools = """{"tools":[{"name":"other","inputSchema":{"type":"object"}}]}""";
                await process.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");
                return Lines.Text(message, "changed");
            },
            () => tools)));
        await rig.CallAsync("look");

        // Notification and answer are handled at once: the list is new as soon as the notification has been.
        var watchdog = TimeProvider.System.GetTimestamp();
        IReadOnlyList<ITool> listed;
        do listed = (await rig.ListAsync()).Tools;
        while (listed.Count != 1 && TimeProvider.System.GetElapsedTime(watchdog) < TimeSpan.FromSeconds(30));
        Assert.Equal("srv__other", Assert.Single(listed).Definition.Name);
    }

    [Fact]
    public async Task Progress_IsSeenInTheStreamOfTheCall()
    {
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process, async message =>
        {
            var token = message["params"]!["_meta"]!["progressToken"]!.ToJsonString();
            await process.WriteAsync($$$"""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":{{{token}}},"progress":1,"total":4,"message":"a\u001b[2Jb"}}""");
            return null;
        })));
        using var cancel = new CancellationTokenSource();
        var call = rig.CallAsync("look", cancellationToken: cancel.Token);
        while (!rig.Streamed.Contains('\n') && !call.IsCompleted) await Task.Yield();
        Assert.Equal("progress 1/4: a [2Jb\n", rig.Streamed);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Cancel_IsToldToTheServer()
    {
        var called = new TaskCompletionSource();
        var told = new TaskCompletionSource<string>();
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox(async (process, _) =>
        {
            JsonNode? id = null;
            while (await process.ReadAsync() is { } line)
            {
                var message = (JsonObject)JsonNode.Parse(line)!;
                if ((string?)message["method"] == "tools/call")
                {
                    id = message["id"]!;
                    called.SetResult();
                }
                else if ((string?)message["method"] == "notifications/cancelled" && JsonNode.DeepEquals(message["params"]!["requestId"], id))
                {
                    told.TrySetResult("told");
                }
                else if (message["id"] is not null && await Lines.AnswerAsync(message) is { } answer)
                {
                    await process.WriteAsync(answer);
                }
            }
        }));
        using var cancel = new CancellationTokenSource();
        var call = rig.CallAsync("send", cancellationToken: cancel.Token);
        await called.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("told", await told.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Server_ThatDiesInACall_InterruptsItAndIsStartedAgain()
    {
        var sandbox = new FakeSandbox((process, number) => Lines.ServeAsync(process, async message =>
        {
            if (number > 1) return Lines.Text(message, $"server {number}");
            await process.WriteErrorAsync("out of cheese");
            throw new OperationCanceledException();
        }));
        await using var rig = new Rig(Rig.Program("x"), sandbox);
        var tool = (await rig.ListAsync()).Tools[0];
        var first = await rig.CallAsync(tool);
        Assert.Equal((ToolStatus.Interrupted, "mcp_server_died"), (first.Status, first.Error!.Code));
        Assert.Contains("out of cheese", first.Text);
        Assert.Equal("server 2", (await rig.CallAsync(tool)).Text);
        Assert.Equal(2, sandbox.Started);
    }

    [Fact]
    public async Task Server_ThatNeverComesUp_IsGivenUpAfterSoManyStarts()
    {
        var time = new StepTime();
        var sandbox = new FakeSandbox(async (process, _) => await process.WriteErrorAsync("no such module\u0007"));
        await using var rig = new Rig(Rig.Program("x"), sandbox, time);
        var first = await rig.ListAsync();
        Assert.Equal("mcp_server_died", first.Error!.Code);
        Assert.Contains("no such module", first.Error.Message);
        Assert.DoesNotContain('\u0007', first.Error.Message);
        Assert.Empty(first.Tools);

        // The second start comes at once, the third not before a second has passed.
        await rig.ListAsync();
        Assert.Contains("started again in 1 s", (await rig.ListAsync()).Error!.Message);
        Assert.Equal(2, sandbox.Started);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await rig.ListAsync();
        }

        Assert.Equal(5, sandbox.Started);
        Assert.Contains("left alone", (await rig.ListAsync()).Error!.Message);
    }

    [Fact]
    public async Task Server_ThatHangsAtItsStart_IsNamedAndDoesNotBlock()
    {
        var time = new StepTime();
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Task.Delay(Timeout.Infinite, process.Ending)), time);
        var listing = rig.ListAsync();
        while (!listing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal("mcp_server_unavailable", (await listing).Error!.Code);
    }

    [Fact]
    public async Task Line_ThatNeverEnds_EndsTheServerAtItsBound()
    {
        long written = 0;
        await using var rig = new Rig(Rig.Program("x") with { MessageBytesMax = 1 << 16 }, new FakeSandbox((process, _) => Lines.ServeAsync(process, async _ =>
        {
            var piece = Encoding.ASCII.GetBytes(new string('x', 1000));
            for (; ; written += piece.Length) await process.WriteAsync(piece);
        })));
        var result = await rig.CallAsync("look");
        Assert.Equal((ToolStatus.Interrupted, "mcp_server_broken"), (result.Status, result.Error!.Code));
        Assert.InRange(written, 1 << 15, 1 << 16);
    }

    [Fact]
    public async Task Results_OfEveryKind_AreTextOrFiles()
    {
        const string result = """
            {"content":[
              {"type":"text","text":"first"},
              {"type":"image","data":"aGVsbG8=","mimeType":"image/png"},
              {"type":"image","data":"!!!","mimeType":"image/png"},
              {"type":"resource","resource":{"uri":"x://y","text":"inner"}},
              {"type":"resource","resource":{"uri":"x://z","blob":"aGVsbG8=","mimeType":"application/octet-stream"}},
              {"type":"resource_link","uri":"x://l","name":"a link"}]}
            """;
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process, m => Task.FromResult<string?>(Lines.Result(m, result)))));
        var text = (await rig.CallAsync("look")).Text;
        Assert.Equal(
            "first\n[image/png, 5 bytes, kept as .silo/mcp/1-1.png]\n[image/png, could not be kept: it is not base64]\n[resource x://y]\ninner\n"
            + "[application/octet-stream, 5 bytes, kept as .silo/mcp/1-3.bin]\n[link to resource a link: x://l]",
            text);
        var workspace = await rig.WorkspaceAsync(default);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(workspace.HostPath, ".silo/mcp/1-1.png")));
    }

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"bad luck"}],"isError":true}""", ToolStatus.Error, "bad luck")]
    [InlineData("""{"content":[],"structuredContent":{"a":1}}""", ToolStatus.Ok, """{"a":1}""")]
    [InlineData("""{"content":[{"type":"text","text":"a"}],"structuredContent":{"a":1}}""", ToolStatus.Ok, "a")]
    [InlineData("""{"content":[]}""", ToolStatus.Ok, "[no output]")]
    public async Task Result_OfAServer_IsTaken(string result, ToolStatus status, string text)
    {
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process, m => Task.FromResult<string?>(Lines.Result(m, result)))));
        var taken = await rig.CallAsync("look");
        Assert.Equal((status, text), (taken.Status, taken.Text));
    }

    [Fact]
    public async Task Result_ThatIsTooLong_IsCutWithANotice()
    {
        var long1 = new string('ä', 3000);
        await using var rig = new Rig(Rig.Program("x") with { OutputBytesMax = 1025 }, new FakeSandbox((process, _) =>
            Lines.ServeAsync(process, m => Task.FromResult<string?>(Lines.Text(m, long1)))));
        var text = (await rig.CallAsync("look")).Text;
        Assert.StartsWith(new string('ä', 512) + "\n[… 4976 bytes", text);
        Assert.True(text.Length < 700);
    }

    [Fact]
    public async Task Tools_WhoseNamesOrSchemasAreHostile_AreLeftOutByCount()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"type":"object","properties":{"a":""", 18)) + "{}" + string.Concat(Enumerable.Repeat("}}", 18));
        var tools = $$$"""
            {"tools":[
              {"name":"ok","inputSchema":{"type":"object"}},
              {"name":"ok","inputSchema":{"type":"object"}},
              {"name":"{{{new string('n', 200)}}}","inputSchema":{"type":"object"}},
              {"name":"deep","inputSchema":{{{deep}}}},
              {"name":"large","inputSchema":{"type":"object","description":"{{{new string('d', 40_000)}}}"}}]}
            """;
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox((process, _) => Lines.ServeAsync(process, tools: () => tools)));
        var listing = await rig.ListAsync();
        Assert.Equal("srv__ok", Assert.Single(listing.Tools).Definition.Name);
        Assert.Equal("mcp_tools_left_out", listing.Error!.Code);
        Assert.StartsWith("4 tools", listing.Error.Message);
    }

    [Fact]
    public async Task Elicitation_ReachesThePersonAndItsAnswerTheServer()
    {
        var answers = new List<string>();
        await using var rig = new Rig(Rig.Program("x"), new FakeSandbox(async (process, _) =>
        {
            JsonObject? calling = null;
            while (await process.ReadAsync() is { } line)
            {
                var message = (JsonObject)JsonNode.Parse(line)!;
                if ((string?)message["method"] == "tools/call")
                {
                    calling = message;
                    await process.WriteAsync("""
                        {"jsonrpc":"2.0","id":"q1","method":"elicitation/create","params":{"message":"How many?","requestedSchema":{"type":"object","required":["n"],
                        "properties":{"n":{"type":"integer"},"colour":{"type":"string","default":"blue"}}}}}
                        """.ReplaceLineEndings(" "));
                }
                else if (message["method"] is null)
                {
                    answers.Add(message["result"]!.ToJsonString());
                    await process.WriteAsync(Lines.Text(calling!, "asked"));
                }
                else if (message["id"] is not null && await Lines.AnswerAsync(message) is { } answer)
                {
                    await process.WriteAsync(answer);
                }
            }
        }));
        var said = new Queue<ApprovalOutcome>([new("answer", "{\"n\":\"many\"}"), new("answer", "{\"n\":3}"), new("reject", null), new("withdrawn", null)]);
        rig.Person = _ => Task.FromResult(said.Dequeue());
        for (var i = 0; i < 3; i++) Assert.Equal("asked", (await rig.CallAsync("send")).Text);
        Assert.Equal(["srv asks: How many?", "'n' is no integer. srv asks: How many?", "srv asks: How many?", "srv asks: How many?"], rig.Asked);
        Assert.Equal(3, answers.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"action":"accept","content":{"n":3,"colour":"blue"}}"""), JsonNode.Parse(answers[0])), answers[0]);
        Assert.Contains("\"decline\"", answers[1]);
        Assert.Contains("\"cancel\"", answers[2]);
    }
}
