using System.Text.Json;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

/// <summary>What a terminal shows of a question, and what happens when somebody else was first.</summary>
public sealed class CliApprovalTests
{
    private const string Id = "apr_01k9z0000000000000000000cc";

    [Fact]
    public async Task Question_WithALongInput_ShowsAllOfIt()
    {
        var command = string.Concat(Enumerable.Range(1, 100).Select(i => $"echo {i}\n")) + "rm -rf \u001b[2K/\n";
        await using var server = await FakeSilo.StartAsync(Asking(JsonSerializer.SerializeToElement(new { command })));
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        var shown = (await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value)).Out;
        Assert.Contains("? shell wants to run\n  │ echo 1\n  │ echo 2\n", shown, StringComparison.Ordinal);
        Assert.Contains("  │ echo 100\n  │ rm -rf ␛[2K/\n", shown, StringComparison.Ordinal);

        // Several members as the JSON that they are.
        await using var other = await FakeSilo.StartAsync(Asking(JsonSerializer.SerializeToElement(new { path = "a", content = new string('x', 500) + "the end" })));
        other.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        Assert.Contains("xxxthe end\"}\n", (await CliProcess.RunAsync(other.Address, "tail", Script.Session.Value)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_WithCharactersThatShowNothing_WritesThemOut()
    {
        await using var server = await FakeSilo.StartAsync(Asking(JsonSerializer.SerializeToElement(new { command = "ls \u200b\U000e0072\u3164\ufe01- \U0001f3f3\ufe0f\u200d\U0001f308" })));
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        Assert.Contains("? shell wants to run ls \\u{200b}\\u{e0072}\\u{3164}\\u{fe01}- \U0001f3f3\ufe0f\u200d\U0001f308\n", (await CliProcess.RunAsync(server.Address, "tail", Script.Session.Value)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_WhoseInputIsNotInItsEvent_CannotBeApprovedInAChat()
    {
        await using var server = await FakeSilo.StartAsync(Asking(input: null));
        server.On("POST /v1/sessions", 201, Answers.Session).On($"POST /v1/sessions/{Script.Session}/turns", 202, Answers.Accept("c0"));
        server.On($"POST /v1/approvals/{Id}", 200, Answers.Approval);
        var result = await CliProcess.RunWithAsync(new Dictionary<string, string> { ["SILO_SERVER"] = server.Address.ToString() }, "go\ny\nn\n", "chat");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Its input is too long for its event", result.Out, StringComparison.Ordinal);
        Assert.Contains("'y' decides nothing here: n rejects\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("""{"decision":"reject"}""", System.Text.Encoding.UTF8.GetString(server.Seen.Single(s => s.Path == $"/v1/approvals/{Id}").Body));
    }

    [Fact]
    public async Task Question_ThatSomebodyElseDecided_LetsTheChatGoOn()
    {
        await using var server = await FakeSilo.StartAsync(Asking(JsonSerializer.SerializeToElement(new { command = "ls" })));
        server.On("POST /v1/sessions", 201, Answers.Session).On($"POST /v1/sessions/{Script.Session}/turns", 202, Answers.Accept("c0"));
        server.On($"POST /v1/approvals/{Id}", 409, $$"""{"code":"approval_resolved","title":"Decided","status":409,"approval":{{Answers.Approval}}}""");
        var result = await CliProcess.RunWithAsync(new Dictionary<string, string> { ["SILO_SERVER"] = server.Address.ToString() }, "go\ny\n", "chat");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("'y' came too late: reject by ann\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("All green now.", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approvals_MoreThanAPage_SayHowToGoOn()
    {
        await using var server = await FakeSilo.StartAsync(new Script());
        server.On("GET /v1/approvals", 200, $$"""{"approvals":[{{Answers.Approval}}],"next_page":"p2"}""");
        var json = await CliProcess.RunAsync(server.Address, "approvals", "--json", "--limit", "1", "--page", "p1");
        Assert.Equal((0, string.Empty), (json.ExitCode, json.Error));
        Assert.Equal(["approval", "next_page"], json.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("type").GetString()));
        Assert.Equal("?open=true&limit=1&page=p1", server.Seen.Single().Query);
        Assert.Contains("--page p2", (await CliProcess.RunAsync(server.Address, "approvals")).Error, StringComparison.Ordinal);
    }

    private static Script Asking(JsonElement? input)
    {
        var s = new Script();
        s.Begin("go");
        s.Add(new ApprovalRequested { Approval = ApprovalId.Parse(Id, null), Reason = "policy", Title = "shell wants to run", Tool = "shell", Input = input, Choices = ["approve", "reject"] });
        s.Answer("All green now.");
        return s;
    }
}
