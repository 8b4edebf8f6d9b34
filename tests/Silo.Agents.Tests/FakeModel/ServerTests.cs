using System.Diagnostics;
using System.Text.Json;
using Silo.Agents.Tests.ModelLoop;
using Silo.FakeModel;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.FakeModel;

public sealed class ServerTests
{
    private static object Said(string text) => new { role = "assistant", content = text };

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Reply_FollowsFromTheRequestAlone(string protocol)
    {
        var script = new FakeScript { Conversations = [new FakeConversation { Marker = "<a>", Replies = [new FakeReply { Text = "a0" }, new FakeReply { Text = "a1" }] }, new FakeConversation { Model = "m", Replies = [new FakeReply { Text = "m0" }] }] };
        await using (var first = await FakeModelServer.StartAsync(script))
            Assert.Contains("a0", (await Wire.AskAsync(first, protocol, Wire.Hello("about <a>"))).Body, StringComparison.Ordinal);

        // Another server, as after a restart, and the requests out of order.
        await using var second = await FakeModelServer.StartAsync(script);
        object[] later = [.. Wire.Hello("about <a>"), Said("a0"), .. Wire.Hello("go on")];
        Assert.Contains("a1", (await Wire.AskAsync(second, protocol, later)).Body, StringComparison.Ordinal);
        Assert.Contains("a0", (await Wire.AskAsync(second, protocol, Wire.Hello("about <a>"))).Body, StringComparison.Ordinal);
        Assert.Contains("m0", (await Wire.AskAsync(second, protocol, Wire.Hello("no marker"))).Body, StringComparison.Ordinal);
        Assert.Equal(["<a>", "<a>", "m"], second.Requests.Select(r => r.Script));
    }

    [Fact]
    public async Task Replies_ThatRepeat_BeginAgain()
    {
        await using var server = await FakeModelServer.StartAsync(new FakeScript { Conversations = [new FakeConversation { Repeat = true, Replies = [new FakeReply { Text = "r0" }] }] });
        Assert.Equal(200, (await Wire.AskAsync(server, "anthropic", (object[])[.. Wire.Hello(), Said("r0"), .. Wire.Hello()])).Status);
    }

    [Fact]
    public async Task Request_BeyondTheScript_Is400()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Text = "r0" });
        Assert.Equal(400, (await Wire.AskAsync(server, "anthropic", (object[])[.. Wire.Hello(), Said("r0"), .. Wire.Hello()])).Status);
    }

    [Fact]
    public async Task Tokens_OfARepeatedRequest_AreBoughtTwice()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Text = "one two three" });
        await Wire.AskAsync(server, "anthropic", Wire.Hello("x"));
        Assert.Equal(0, server.TokensBoughtTwice);
        await Wire.AskAsync(server, "anthropic", Wire.Hello("y"));
        Assert.Equal(0, server.TokensBoughtTwice);
        await Wire.AskAsync(server, "anthropic", Wire.Hello("x"));
        Assert.Equal(3, server.TokensBoughtTwice);
        Assert.Equal([1, 1, 2], server.Requests.Select(r => r.Request));
    }

    [Fact]
    public async Task Fault_OfTheSecondRequest_HitsThatOneOnly()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Text = "x", Faults = [new FakeFault { Request = 2, Kind = FakeFaultKind.Status, Status = 503 }] });
        var statuses = new List<int>();
        for (var n = 0; n < 3; n++) statuses.Add((await Wire.AskAsync(server, "openai", Wire.Hello())).Status);
        Assert.Equal([200, 503, 200], statuses);
    }

    [Fact]
    public async Task Rate_OfTokens_IsKeptByTheClock()
    {
        var time = new ManualTime();
        var script = new FakeScript { Conversations = [new FakeConversation { Replies = [new FakeReply { Text = "one two three", TokensPerSecond = 10 }] }] };
        await using var server = await FakeModelServer.StartAsync(new FakeModelOptions { Script = script, Time = time });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var call = Wire.AskAsync(server, "anthropic", Wire.Hello());
        for (var token = 1; token <= 3; token++)
        {
            // The first token is due at once; the clock moves only after the server has said that it waits for the next.
            await server.WaitAsync(r => r.Count == 1 && r[0].TokensSent == token, patience.Token);
            await time.WaitForTimerAsync(patience.Token, unless: token == 3);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await call;
    }

    [Fact]
    public void Script_AsJson_ComesBackEqual()
    {
        var script = FakeScript.Parse("""
            {
              // comments and trailing commas are fine
              "conversations": [
                {
                  "marker": "fix the test",
                  "on_interrupted": { "tools": [ { "name": "shell", "input": { "command": "git status" } } ] },
                  "replies": [
                    { "thinking": "Let me look.", "tools": [ { "name": "shell", "input": { "command": "ls" } }, { "name": "read_file", "input": { "path": "a" } } ],
                      "tokens_per_second": 50, "usage": { "input_tokens": 100, "output_tokens": 20 } },
                    { "text": "Done.", "gated": true, "faults": [ { "kind": "status", "status": 429, "retry_after": "1" }, { "request": 2, "kind": "cut", "after_bytes": 500 }, { "request": 3, "kind": "slow_headers", "delay_ms": 5 } ] },
                  ],
                },
                { "model": "endless", "repeat": true, "verify_replay": false, "replies": [ { "text": "Again.", "stop_reason": "max_tokens" } ] }
              ]
            }
            """);
        Assert.Equal(FakeFaultKind.Cut, script.Conversations[0].Replies[1].Faults[1].Kind);
        Assert.False(script.Conversations[1].VerifyReplay);
        Assert.Equal(script.ToJson(), FakeScript.Parse(script.ToJson()).ToJson());
        Assert.Throws<JsonException>(() => FakeScript.Parse("""{"conversations":[{"replies":[{"txt":"typo"}]}]}"""));
    }

    [Fact]
    public async Task Server_InItsOwnProcess_SaysItsAddressAndIsSteeredByHttp()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"conversations":[{"marker":"<gated>","replies":[{"text":"one two three","gated":true}]}]}""", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Silo.FakeModel")) { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(file);
        using var process = Process.Start(start)!;
        try
        {
            var address = new Uri((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            using var http = new HttpClient { BaseAddress = address };
            http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
            var body = JsonSerializer.Serialize(new { model = "m", max_tokens = 9, stream = true, messages = Wire.Hello("<gated>") });
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var call = http.PostAsync(new Uri("v1/messages", UriKind.Relative), content, TestContext.Current.CancellationToken);
            using (await http.PostAsync(new Uri("_fake/release?script=%3Cgated%3E&tokens=1", UriKind.Relative), content: null, TestContext.Current.CancellationToken))
            using (await http.PostAsync(new Uri("_fake/open?script=%3Cgated%3E", UriKind.Relative), content: null, TestContext.Current.CancellationToken))
            using (var response = await call)
                Assert.Contains("message_stop", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

            var report = JsonElement.Parse(await http.GetStringAsync(new Uri("_fake/requests", UriKind.Relative), TestContext.Current.CancellationToken));
            Assert.Equal((3, 0), (report.GetProperty("requests")[0].GetProperty("tokens_sent").GetInt32(), report.GetProperty("tokens_bought_twice").GetInt32()));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Port_GivenAgain_IsTheSameServerToItsClients()
    {
        var first = await Wire.StartAsync(new FakeReply { Text = "x" });
        var port = first.Address.Port;
        await first.DisposeAsync();
        await using var second = await FakeModelServer.StartAsync(new FakeModelOptions { Port = port, Script = new FakeScript { Conversations = [new FakeConversation { Replies = [new FakeReply { Text = "y" }] }] } });
        Assert.Equal(first.Address, second.Address);
        Assert.Equal(RequestOutcome.Completed, (await Wire.AskAsync(second, "openai", Wire.Hello())).Status == 200 ? second.Requests[0].Outcome : RequestOutcome.Refused);
    }
}
