using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

/// <summary>For whose end <c>silo tail --until-ended</c> waits.</summary>
public sealed class CliTailTests : IDisposable
{
    private static readonly TurnId Second = TurnId.Parse("trn_01k9z0000000000000000000dd");
    private static readonly TurnId Third = TurnId.Parse("trn_01k9z0000000000000000000ee");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("idle", 10, 130)] // Nothing runs: as the last turn did, and not as the first.
    [InlineData("running", 10, 0)] // The third runs: its end is waited for.
    [InlineData("idle", 2, 1)] // No turn yet: the first.
    public async Task UntilEnded_FromTheFirstEvent_PassesOverTurnsThatEndedBefore(string status, long head, int exitCode)
    {
        var script = ThreeTurns();
        await using var server = await FakeSilo.StartAsync(script);
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session.Replace("\"idle\"", $"\"{status}\"", StringComparison.Ordinal).Replace("\"head\":12", $"\"head\":{head}", StringComparison.Ordinal));
        var result = await CliProcess.RunAsync(server.Address, "tail", "--until-ended", Script.Session.Value);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("deleted", result.Error, StringComparison.Ordinal);
    }

    // Who names the place means the next end behind it.
    [Fact]
    public async Task UntilEnded_AfterACursor_EndsWithTheNextTurnThatEnds()
    {
        await using var server = await FakeSilo.StartAsync(ThreeTurns());
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        Assert.Equal(130, (await CliProcess.RunAsync(server.Address, "tail", "--until-ended", Script.Session.Value, "--after", "c5")).ExitCode);
    }

    [Fact]
    public async Task UntilEnded_OfARunThatHasEnded_SaysSoAndExitsAsItDid()
    {
        await using var server = await FakeSilo.StartAsync(Script.WholeTurn(StopReason.MaxTokens));
        server.On("POST /v1/sessions", 201, Answers.Session).On($"POST /v1/sessions/{Script.Session}/turns", 202, Answers.Accept("c0")).On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        var file = Path.Combine(_folder.FullName, "cursor");
        Assert.Equal(1, (await CliProcess.RunAsync(server.Address, "run", "go", "--cursor-file", file)).ExitCode);
        var result = await CliProcess.RunAsync(server.Address, "tail", "--until-ended", "--cursor-file", file);
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Out));
        Assert.Contains("has ended (max_tokens)", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deleted", "session_deleted")]
    [InlineData("access_ended", "access_ended")]
    public async Task UntilEnded_OfASessionThatCannotBeReadToItsEnd_IsAnErrorInJsonToo(string reason, string code)
    {
        var script = new Script();
        script.Begin("one");
        await using var server = await FakeSilo.StartAsync(script);
        server.On($"GET /v1/sessions/{Script.Session}", 200, Answers.Session);
        if (reason != "deleted") server.Plans.Enqueue(new ConnectionPlan { CutAfterItems = 0, Before = Encoding.UTF8.GetBytes($"event: stream.closed\ndata: {{\"reason\":\"{reason}\"}}\n\n") });
        var result = await CliProcess.RunAsync(server.Address, "tail", "--until-ended", "--json", Script.Session.Value);
        Assert.Equal(4, result.ExitCode);
        Assert.Equal(code, JsonDocument.Parse(result.Error).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    // Events 5, 8 and 12 are the turns' ends.
    private static Script ThreeTurns()
    {
        var s = new Script();
        s.Begin("one");
        End(StopReason.Failed, Script.Turn);
        Turn(Second);
        End(StopReason.Cancelled, Second);
        Turn(Third);
        s.Add(new UnknownData("plan.updated", JsonDocument.Parse("{}").RootElement), turn: Third);
        End(StopReason.EndTurn, Third);
        return s;

        void Turn(TurnId turn)
        {
            s.Add(new TurnQueued { Prompt = [new TextBlock("more")], Position = 0 }, turn: turn);
            s.Add(new TurnStarted(), turn: turn);
        }

        void End(StopReason reason, TurnId turn) => s.Add(new TurnEnded { StopReason = reason, Usage = Usage.None }, turn: turn);
    }
}
