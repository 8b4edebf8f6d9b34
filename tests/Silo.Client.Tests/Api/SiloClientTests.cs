using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Access;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Client.Access;
using Silo.Client.Approvals;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Api;

public sealed class SiloClientTests
{
    private const string Approval = "apr_01k9z0000000000000000000cc";
    private static readonly string SessionPath = $"/v1/sessions/{Script.Session}";
    private static readonly string TurnsPath = $"POST {SessionPath}/turns";

    [Fact]
    public async Task Create_SendsWhatTheProtocolSays()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On("POST /v1/sessions", 201, Answers.Session);
        using var client = server.Client();
        var session = await client.CreateSessionAsync(new CreateSessionOptions { Agent = "demo", Labels = new Dictionary<string, string> { ["Team_A"] = "x" } });
        Assert.Equal(Script.Session, session.Id);
        Assert.Equal((SessionStatus.Idle, 12L), (session.Info!.Status, session.Info.Head));
        var seen = Assert.Single(server.Seen);
        Assert.Equal("""{"agent":"demo","labels":{"Team_A":"x"}}""", Encoding.UTF8.GetString(seen.Body));
        Assert.Matches("^key_[0-9a-z]{26}$", seen.Headers["Idempotency-Key"]);
        Assert.Equal("application/json", seen.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Prompt_AnswerLost_IsRepeatedWithTheSameKey()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On(TurnsPath, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        server.On(TurnsPath, 503, """{"code":"starting","retryable":true}""").On(TurnsPath, 202, Answers.Accepted);
        using var client = server.Client();
        var task = await client.Session(Script.Session).PromptAsync("hi", new PromptOptions { Mode = PromptMode.Interject, Deadline = TimeSpan.FromMinutes(1) });
        Assert.Equal(("c3", 1, TurnState.Queued), (task.After, task.Position, task.Info!.State));
        Assert.Equal(3, server.Seen.Count);
        Assert.Single(server.Seen.Select(s => s.Headers["Idempotency-Key"]).Distinct());
        Assert.Equal("""{"prompt":"hi","mode":"interject","deadline_ms":60000}""", Encoding.UTF8.GetString(server.Seen.Last().Body));
    }

    [Fact]
    public async Task Prompt_Waiting_GivesTheEndedTask()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On(TurnsPath, 200, Answers.Ended);
        using var client = server.Client();
        var task = await client.Session(Script.Session).PromptAsync("hi", new PromptOptions { Wait = TimeSpan.FromSeconds(20) });
        Assert.Equal((TurnState.Ended, StopReason.EndTurn), (task.Info!.State, task.Info.StopReason!.Value));
        Assert.Equal("wait=20", Assert.Single(server.Seen).Headers["Prefer"]);
    }

    [Fact]
    public async Task Prompt_QueueFull_IsATypedErrorWithItsLimit()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On(
            TurnsPath,
            429,
            """{"type":"https://silo.dev/errors/queue_full","title":"The session's queue is full","status":429,"code":"queue_full","detail":"16 turns wait already.","limit":"queued_turns_max","value":16,"retryable":true}""",
            ("Retry-After", "2"));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<SiloApiException>(() => client.Session(Script.Session).PromptAsync("hi"));
        Assert.Equal(("queue_full", 429, "queued_turns_max", 16L, true), (e.Code, e.Status, e.Limit, e.Value!.Value, e.Retryable));
        Assert.Equal(TimeSpan.FromSeconds(2), e.RetryAfter);
        Assert.Equal(4, server.Seen.Count);
    }

    [Fact]
    public async Task Errors_NotAProblemDocument_KeepTheirStatus()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"GET {SessionPath}", 502, "<html>bad gateway</html>");
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<SiloApiException>(() => client.Session(Script.Session).GetAsync());
        Assert.Equal(("http_502", 502, true), (e.Code, e.Status, e.Retryable));
    }

    [Fact]
    public async Task Answer_OfAnotherShape_IsAProtocolError()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"GET {SessionPath}", 200, "{\"hello\":1}");
        using var client = server.Client();
        await Assert.ThrowsAsync<SiloProtocolException>(() => client.Session(Script.Session).GetAsync());
    }

    [Fact]
    public async Task Delete_AnswerLost_NotFoundAtTheRepetitionIsDone()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"DELETE {SessionPath}", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        server.On($"DELETE {SessionPath}", 404, """{"code":"session_not_found"}""");
        using var client = server.Client();
        await client.Session(Script.Session).DeleteAsync();
        await Assert.ThrowsAsync<SiloApiException>(() => client.Session(Script.Session).DeleteAsync());
    }

    [Fact]
    public async Task Cancel_OfTheRunningTurn_IsSentOnce()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"POST {SessionPath}/cancel", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = server.Client();
        await Assert.ThrowsAsync<SiloUnreachableException>(() => client.Session(Script.Session).CancelAsync());
        Assert.Single(server.Seen);
        await Assert.ThrowsAsync<SiloUnreachableException>(() => client.Session(Script.Session).CancelAsync(new CancelOptions { Task = Script.Turn }));
        Assert.Equal(5, server.Seen.Count);
    }

    [Fact]
    public async Task Decide_SomebodyWasFirst_SaysWhatHolds()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"POST /v1/approvals/{Approval}", 409, $$"""{"code":"approval_resolved","approval":{{Answers.Approval}}}""");
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<ApprovalResolvedException>(() =>
            client.DecideApprovalAsync(ApprovalId.Parse(Approval), new DecideApprovalOptions { Decision = "approve" }));
        Assert.Equal("reject", e.First.Decision);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Lists_SendTheirFilters()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On("GET /v1/sessions", 200, $$"""{"sessions":[{{Answers.Session}}],"next_page":"p2"}""");
        server.On("GET /v1/approvals", 200, $$"""{"approvals":[{{Answers.Approval}}],"next_page":null}""");
        server.On("GET /v1/agents", 200, """{"agents":[{"name":"demo","version":"1","description":"d","driver":"scripted","tools":["shell"],"later":1}]}""");
        using var client = server.Client();
        var page = await client.ListSessionsAsync(new ListSessionsOptions { Status = "idle", Agent = "a&b", Limit = 5, Page = "p1", Label = new("k", "v") });
        Assert.Equal("p2", page.NextPage);
        Assert.Null((await client.ListApprovalsAsync(new ListApprovalsOptions { Session = Script.Session, Open = true })).NextPage);
        Assert.Equal("shell", Assert.Single(Assert.Single(await client.ListAgentsAsync()).Tools));
        Assert.Equal(["?status=idle&agent=a%26b&label=k%3Av&limit=5&page=p1", $"?session={Script.Session}&open=true", ""], server.Seen.Select(s => s.Query));
    }

    [Fact]
    public async Task Health_NotReady_IsAnAnswer()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On("GET /health/ready", async context =>
        {
            context.Response.StatusCode = 503;
            await context.Response.WriteAsJsonAsync(JsonDocument.Parse("""{"ready":false,"checks":[{"name":"journal","ok":false,"detail":"full"}]}""").RootElement);
        });
        using var client = server.Client();
        var report = await client.GetHealthAsync();
        Assert.Equal((false, "full"), (report.Ready, Assert.Single(report.Checks).Detail));
    }

    [Fact]
    public async Task Files_GoThereAndBack()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"PUT {SessionPath}/files/a b/ü.txt", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        server.On($"PUT {SessionPath}/files/a b/ü.txt", 204, "");
        server.On($"PUT {SessionPath}/files/", 200, "{\"files\":12}");
        server.On($"GET {SessionPath}/files/x", async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            await context.Response.WriteAsync("content");
        });
        server.On($"GET {SessionPath}/files/", 200, """{"path":".","entries":[{"path":"a","kind":"file","size":3,"modified_at":"2026-01-02T03:04:05Z"}],"truncated":false}""");
        using var client = server.Client();
        var files = client.Session(Script.Session).Files;
        using var source = new MemoryStream("hello"u8.ToArray());
        await files.PutAsync(Path("a b/ü.txt"), source);
        Assert.Equal("hello", Encoding.UTF8.GetString(server.Seen.Last().Body));
        Assert.Equal(12, await files.PutTarAsync(default, new MemoryStream([1, 2])));
        Assert.Equal("application/x-tar", server.Seen.Last().Headers["Content-Type"]);
        using var target = new MemoryStream();
        Assert.Equal(7, await files.GetAsync(Path("x"), target));
        Assert.Equal("content", Encoding.UTF8.GetString(target.ToArray()));
        Assert.Equal("a", Assert.Single((await files.ListAsync()).Entries).Path);
        await Assert.ThrowsAsync<SiloProtocolException>(() => files.GetTarAsync(Path("x"), target));
    }

    [Fact]
    public async Task Page_KeepsTheExactBytes()
    {
        var script = Script.WholeTurn();
        await using var server = await FakeSilo.StartAsync(script);
        var events = script.Items.Where(i => i.Durable).Select(i => Encoding.UTF8.GetString(i.Json)).ToList();
        server.On($"GET {SessionPath}/events", 200, $$"""{"events":[{{string.Join(", ", events)}}],"after":"c9","head":57}""");
        using var client = server.Client();
        var page = await client.Session(Script.Session).ReadPageAsync(limit: 100);
        Assert.Equal(events, page.Events.Select(e => Encoding.UTF8.GetString(e.Utf8.Span)));
        Assert.Equal(("c9", 57L), (page.After, page.Head));
        Assert.Equal("plan.updated", Assert.Single(page.Events, e => EventCodec.Decode(e).Data is UnknownData).Kind);
    }

    [Fact]
    public async Task TaskWait_TurnEnds_AsksForTheResult()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn());
        server.On($"GET /v1/tasks/{Script.Turn}", 200, Answers.Running).On($"GET /v1/tasks/{Script.Turn}", 200, Answers.Ended);
        server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 10 });
        using var client = server.Client();
        Assert.Equal(TurnState.Ended, (await client.Task(Script.Turn).WaitAsync()).State);
    }

    [Fact]
    public void Options_OutOfRange_AreAllListed()
    {
        var options = new SiloClientOptions { Time = new AutoTime(), Random = new SeededRandom(1), AttemptsMax = 0, FrameBytesMax = 1, Server = new Uri("ftp://x") };
        var e = Assert.Throws<ArgumentException>(() => new SiloClient(options));
        Assert.Contains("AttemptsMax = 0: must be 1 to 20.", e.Message);
        Assert.Contains("FrameBytesMax = 1", e.Message);
        Assert.Contains("ftp://x", e.Message);
    }

    // The API lies at the root: a path would be dropped, and the key shown to whatever else lives there.
    [Theory]
    [InlineData("https://silo.example/below")]
    [InlineData("https://silo.example/?a=b")]
    [InlineData("https://ann:secret@silo.example")]
    public void Server_ThatIsMoreThanAnAddress_IsRefusedWithoutSayingASecret(string server)
    {
        var options = new SiloClientOptions { Time = new AutoTime(), Random = new SeededRandom(1) };
        using var http = new HttpClient { BaseAddress = new Uri(server) };
        foreach (var make in new Func<SiloClient>[] { () => new SiloClient(new SiloClientOptions { Time = new AutoTime(), Random = new SeededRandom(1), Server = new Uri(server) }), () => new SiloClient(http, options) })
        {
            var e = Assert.Throws<ArgumentException>(make);
            Assert.Contains("https://silo.example", e.Message, StringComparison.Ordinal);
            Assert.Contains("without a user, a path or a query", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        }
    }

    // Whoever brings connections may have left their own timeout as it is.
    [Fact]
    public async Task Request_LongerThanTheTimeoutOfTheHttpClient_IsUnreachable()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("POST /v1/keys", server.HangAsync);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMilliseconds(200) };
        using var client = new SiloClient(http, new SiloClientOptions { Time = TimeProvider.System, Random = new SeededRandom(1) });
        var e = await Assert.ThrowsAsync<SiloUnreachableException>(() => client.CreateKeyAsync(new CreateKeyOptions { Name = "n", Role = Role.User }));
        Assert.Contains("HttpClient", e.Message, StringComparison.Ordinal);
    }

    private static WorkspacePath Path(string text) => WorkspacePath.TryParse(text, out var path, out var error) ? path : throw new FormatException(error);
}
