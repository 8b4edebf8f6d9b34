using Silo.Abstractions.Turns;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class FaultTests
{
    public static TheoryData<string> Providers => Rig.Providers;

    private static FakeReply Reply(FakeFault fault) =>
        new() { Text = "one two three", Usage = new FakeUsage { InputTokens = 5, OutputTokens = 3 }, Faults = [fault] };

    [Theory]
    [InlineData(429, "rate_limited", true)]
    [InlineData(529, "overloaded", true)]
    [InlineData(503, "overloaded", true)]
    [InlineData(500, "server_error", true)]
    [InlineData(502, "server_error", true)]
    [InlineData(408, "server_error", true)]
    [InlineData(400, "invalid_request", false)]
    [InlineData(404, "invalid_request", false)]
    [InlineData(413, "invalid_request", false)]
    [InlineData(401, "unauthorized", false)]
    [InlineData(403, "unauthorized", false)]
    public async Task Status_OfTheServer_HasItsCode(int status, string code, bool retryable)
    {
        foreach (var provider in Rig.Providers)
        {
            await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Status, Status = status }));
            var failed = await rig.FailAsync();
            Assert.Equal((code, retryable), (failed.Code, failed.Retryable));
            Assert.Single(rig.Server.Requests);
            Assert.Equal(0, rig.Sink.Appends);
            if (code == "unauthorized") Assert.Contains(Rig.KeyVariable, failed.Message, StringComparison.Ordinal);
            else Assert.Contains("This was scripted.", failed.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData("Thu, 01 Jan 2015 00:02:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task RetryAfter_InSecondsOrAsADate_IsTheWait(string header, int? seconds)
    {
        foreach (var provider in Rig.Providers)
        {
            await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Status, Status = 429, RetryAfter = header }));
            Assert.Equal(seconds, (await rig.FailAsync()).RetryAfter?.TotalSeconds);
        }
    }

    [Theory]
    [InlineData(500, "false", false)]
    [InlineData(400, "true", true)]
    public async Task ShouldRetry_OfTheServer_Wins(int status, string header, bool retryable)
    {
        foreach (var provider in Rig.Providers)
        {
            await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Status, Status = status, ShouldRetry = header }));
            Assert.Equal(retryable, (await rig.FailAsync()).Retryable);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Server_ThatIsGone_IsUnreachable(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "x" });
        var agent = rig.Agent;
        await rig.Server.DisposeAsync();
        var failed = await Assert.ThrowsAsync<ModelCallException>(() => rig.ProduceAsync(agent, rig.Sink, rig.Patience));
        Assert.Equal(("unreachable", true), (failed.Code, failed.Retryable));
        Assert.Contains(agent.Model!.BaseAddress!.Authority, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Server_WithoutAddress_IsUnreachable(string provider)
    {
        await using var rig = await Rig.StartAsync(provider);
        var agent = Rig.AgentOf(provider, new Uri("http://no-such-host.invalid/"));
        Assert.Equal("unreachable", (await Assert.ThrowsAsync<ModelCallException>(() => rig.ProduceAsync(agent, rig.Sink, rig.Patience))).Code);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Connection_Reset_IsUnreachable(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Reset }));
        Assert.Equal("unreachable", (await rig.FailAsync()).Code);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_ThatFallsSilent_IsStalledAndEnded(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Stall, AfterTokens = 2 }));
        var call = rig.FailAsync();
        await rig.Sink.ReachedAsync(2, rig.Patience);
        rig.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var failed = await call.WaitAsync(rig.Patience);
        Assert.Equal(("stalled", true), (failed.Code, failed.Retryable));
        await rig.Server.WaitAsync(r => r[0].Outcome == RequestOutcome.Aborted, rig.Patience);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_ThatSpeaksInTime_IsNotStalled(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "one two three", Gated = true });
        var call = rig.ProduceAsync();
        for (var token = 1; token <= 3; token++)
        {
            rig.Server.Release("*");
            await rig.Sink.ReachedAsync(token, rig.Patience);
            if (token < 3) rig.Time.Advance(TimeSpan.FromSeconds(59));
        }

        await call;
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Headers_ThatNeverCome_AreStalled(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.SlowHeaders }));
        var call = rig.FailAsync();
        await rig.Server.WaitAsync(r => r.Count == 1, rig.Patience);
        rig.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("stalled", (await call.WaitAsync(rig.Patience)).Code);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Chunk_ThatIsNotJson_IsMalformed(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Malformed, AfterTokens = 2 }));
        var failed = await rig.FailAsync();
        Assert.Equal(("malformed", true), (failed.Code, failed.Retryable));
        Assert.Equal(2, rig.Sink.Appends);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Answer_ThatIsNoStream_IsMalformedForGood(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.NotAStream }));
        var failed = await rig.FailAsync();
        Assert.Equal(("malformed", false), (failed.Code, failed.Retryable));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Event_WithoutEnd_IsNotReadWhole(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = new string('x', 3_000_000) });
        var agent = rig.Agent with { Limits = rig.Agent.Limits with { MessageBytesMax = 1024 } };
        var failed = await Assert.ThrowsAsync<ModelCallException>(() => rig.ProduceAsync(agent, rig.Sink, rig.Patience));
        Assert.Equal(("malformed", false), (failed.Code, failed.Retryable));
    }

    [Fact]
    public async Task Chunk_OfAnotherProtocol_IsMalformedForGood()
    {
        // The SDK refuses a finish reason that it does not know; another try would only buy the message again.
        await using var rig = await Rig.StartAsync("openai", new FakeReply { Text = "one", StopReason = "eos" });
        var failed = await rig.FailAsync();
        Assert.Equal(("malformed", false), (failed.Code, failed.Retryable));
    }

    [Theory]
    [InlineData("anthropic", "overloaded_error", "overloaded", true)]
    [InlineData("anthropic", "rate_limit_error", "rate_limited", true)]
    [InlineData("anthropic", "api_error", "server_error", true)]
    [InlineData("anthropic", "invalid_request_error", "invalid_request", false)]
    [InlineData("openai", "server_error", "server_error", true)]
    public async Task Error_InTheStream_HasItsCode(string provider, string type, string code, bool retryable)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.ErrorEvent, AfterTokens = 1, ErrorType = type }));
        var failed = await rig.FailAsync();
        Assert.Equal((code, retryable), (failed.Code, failed.Retryable));
        Assert.Equal(1, rig.Sink.Appends);
    }

    [Fact]
    public async Task Usage_OfAnAttemptThatFailed_IsReported()
    {
        await using var rig = await Rig.StartAsync("anthropic", Reply(new FakeFault { Kind = FakeFaultKind.Malformed, AfterTokens = 2 }));
        Assert.Equal(5, (await rig.FailAsync()).Usage!.InputTokens);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Request_TheServerRefuses_SaysWhyWithoutTheKey(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Status, Status = 400, Message = $"Bad header {Rig.Key}." + new string('x', 5000) }));
        var failed = await rig.FailAsync();
        Assert.Equal(("invalid_request", false), (failed.Code, failed.Retryable));
        Assert.Contains("Bad header [key].", failed.Message, StringComparison.Ordinal);
        Assert.True(failed.Message.Length < 700);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Attempt_AfterAFault_Succeeds(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Reply(new FakeFault { Kind = FakeFaultKind.Malformed, AfterTokens = 2 }));
        await rig.FailAsync();
        var sink = new RecordingSink();
        await rig.ProduceAsync(rig.Agent, sink, rig.Patience);
        Assert.Equal(["Message:::one two three"], sink.Lines);
        Assert.Equal([1, 2], rig.Server.Requests.Select(r => r.Request));
        Assert.True(rig.Server.TokensBoughtTwice >= 2);
    }
}
