using Silo.Abstractions.Sessions;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class ApprovalTests
{
    private static readonly string Path = $"/v1/approvals/{Sample.Approval}";

    [Fact]
    public async Task List_Open_HasEveryMember()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(
            $$"""{"approvals":[{"id":"{{Sample.Approval}}","session":"{{Sample.Session}}","task":"{{Sample.Turn}}","reason":"policy","title":"shell wants to run","tool":"shell","requested_at":"2026-01-02T03:04:05Z","decision":null,"answer":null,"decided_by":null,"decided_at":null}],"next_page":null}""",
            (await server.GetAsync("/v1/approvals")).Text);
        Assert.True(server.Catalog.ApprovalQueries[0].OpenOnly);
    }

    [Fact]
    public async Task List_FiltersAndPages_ReachTheCatalog()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Approvals.Add(Sample.ApprovalRow());
        var first = (await server.GetAsync($"/v1/approvals?session={Sample.Session}&open=false&limit=1")).Json;
        Assert.Equal(Sample.Approval.Value, first.GetProperty("next_page").GetString());
        var query = server.Catalog.ApprovalQueries[0];
        Assert.Equal((Sample.Session, false, 1), (query.Session!.Value, query.OpenOnly, query.Limit));
        await server.GetAsync($"/v1/approvals?page={Sample.Approval}");
        Assert.Equal(Sample.Approval, server.Catalog.ApprovalQueries[^1].Before);
        (await server.GetAsync("/v1/approvals?session=x")).AssertProblem(400, "id_invalid");
        (await server.GetAsync("/v1/approvals?open=1")).AssertProblem(400, "query_invalid");
        (await server.GetAsync("/v1/approvals?page=1")).AssertProblem(400, "page_invalid");
    }

    [Fact]
    public async Task Decide_Good_ReturnsTheApproval()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync(Path, """{"decision":"approve","answer":"go"}""");
        Assert.Equal((200, "approve"), (answer.Status, answer.Json.GetProperty("decision").GetString()));
        var command = Assert.Single(server.Directory.Decisions);
        Assert.Equal((Sample.Approval, "approve", "go", "local"), (command.Approval, command.Decision, command.Answer, command.By));
    }

    [Fact]
    public async Task Decide_Second_Gets409WithTheFirst()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Directory.OnDecide = () => new ResolveApprovalResult.AlreadyResolved(Sample.ApprovalRow("reject"));
        var first = (await server.PostAsync(Path, """{"decision":"approve"}""")).AssertProblem(409, "approval_resolved").GetProperty("approval");
        Assert.Equal(("reject", "anna"), (first.GetProperty("decision").GetString(), first.GetProperty("decided_by").GetString()));
        Assert.Single(server.Directory.Decisions);
    }

    [Fact]
    public async Task Decide_OtherResults_HaveTheirAnswers()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Directory.OnDecide = () => new ResolveApprovalResult.NotFound();
        (await server.PostAsync(Path, """{"decision":"approve"}""")).AssertProblem(404, "approval_not_found");
        server.Directory.OnDecide = () => new ResolveApprovalResult.NotAChoice(["approve", "reject"]);
        Assert.Contains("approve or reject", (await server.PostAsync(Path, """{"decision":"answer"}""")).AssertProblem(422, "decision_not_a_choice").ToString());
        server.Directory.OnDecide = () => new ResolveApprovalResult.Unavailable("session_moved", "x");
        (await server.PostAsync(Path, """{"decision":"approve"}""")).AssertProblem(503, "session_moved");
    }

    [Fact]
    public async Task Decide_BadRequests_AreRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync(Path, "{}")).AssertProblem(400, "body_invalid");
        (await server.PostAsync(Path, """{"decision":"maybe"}""")).AssertProblem(400, "body_invalid");
        (await server.PostAsync("/v1/approvals/x", """{"decision":"approve"}""")).AssertProblem(400, "id_invalid");
        var longAnswer = await server.PostAsync(Path, $$"""{"decision":"answer","answer":"{{new string('x', 16385)}}"}""");
        Assert.Equal("answer_bytes_max", longAnswer.AssertProblem(400, "body_invalid").GetProperty("limit").GetString());
        Assert.Empty(server.Directory.Decisions);
    }
}
