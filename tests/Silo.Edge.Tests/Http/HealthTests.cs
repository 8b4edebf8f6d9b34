using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Edge.Http.Health;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Agents_AreListed()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(
            """{"agents":[{"name":"demo","version":"1","description":"A demo","driver":"scripted","tools":["shell"]}]}""",
            (await server.GetAsync("/v1/agents")).Text);
    }

    [Theory]
    [InlineData("good", """{"valid":true,"agent":{"name":"demo","version":"1","description":"A demo","driver":"scripted","tools":["shell"]},"errors":[]}""")]
    [InlineData("bad", """{"valid":false,"agent":null,"errors":[{"line":2,"column":3,"setting":"name","message":"wrong"}]}""")]
    public async Task AgentFile_IsChecked(string file, string answer)
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(answer, (await server.PostAsync("/v1/agents/validate", $$"""{"file":"{{file}}"}""")).Text);
        (await server.PostAsync("/v1/agents/validate", "{}")).AssertProblem(400, "body_invalid");
    }

    [Fact]
    public async Task Ready_AllWell_Is200()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
        var ready = await server.GetAsync("/health/ready");
        Assert.Equal((200, true), (ready.Status, ready.Json.GetProperty("ready").GetBoolean()));
    }

    [Fact]
    public async Task Ready_JournalFails_Is503AndLiveStays200()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Failure = () => new InvalidOperationException("a secret");
        var ready = await server.GetAsync("/health/ready");
        Assert.Equal(503, ready.Status);
        var check = ready.Json.GetProperty("checks").EnumerateArray().Single(item => !item.GetProperty("ok").GetBoolean());
        Assert.Equal("journal", check.GetProperty("name").GetString());
        Assert.DoesNotContain("secret", ready.Text);
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task Ready_CheckHangs_CountsAsNotReadyAfter2Seconds()
    {
        await using var server = await EdgeServer.StartAsync(check: new HangingCheck());
        var pending = server.GetAsync("/health/ready");
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(2));
        server.Time.Advance(TimeSpan.FromSeconds(2));
        var ready = await pending;
        Assert.Equal(503, ready.Status);
        Assert.Contains("""{"name":"hanging","ok":false,""", ready.Text);
    }

    [Fact]
    public async Task Ready_WhileTheServerStops_Is503AndLiveStays200()
    {
        await using var server = await EdgeServer.StartAsync();
        server.BeginStop();
        var ready = await server.GetAsync("/health/ready");
        Assert.Equal(503, ready.Status);
        Assert.Contains("""{"name":"process","ok":false,"detail":"It stops."}""", ready.Text);
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task Ready_BeforeTheServerHasStarted_IsNot()
    {
        using var lifetime = new Lifetime();
        var readiness = new Readiness([], TimeProvider.System, lifetime, NullLogger<Readiness>.Instance);
        Assert.False((await readiness.CheckAsync(CancellationToken.None)).Ready);
        await lifetime.Started.CancelAsync();
        Assert.True((await readiness.CheckAsync(CancellationToken.None)).Ready);
    }

    [Fact]
    public async Task Ready_AskedByMany_LooksOnceAndSaysAFailureOnce()
    {
        using var lifetime = new Lifetime();
        await lifetime.Started.CancelAsync();
        var (time, check, log) = (new ManualTime(), new HeldCheck(), new CountingLog<Readiness>());
        var readiness = new Readiness([check], time, lifetime, log);
        using var gone = new CancellationTokenSource();
        var leaving = readiness.CheckAsync(gone.Token);
        var asking = Enumerable.Range(0, 50).Select(_ => readiness.CheckAsync(CancellationToken.None)).ToList();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        check.Answer.SetException(new InvalidOperationException("broken"));
        Assert.All(await Task.WhenAll(asking), body => Assert.False(body.Ready));
        Assert.False((await readiness.CheckAsync(CancellationToken.None)).Ready);
        Assert.Equal((1, 1), (check.Asked, log.Entries));

        time.Advance(TimeSpan.FromMilliseconds(500));
        await readiness.CheckAsync(CancellationToken.None);
        Assert.Equal((2, 1), (check.Asked, log.Entries));
    }

    [Fact]
    public async Task Ready_CheckThatIsNotWellOrHangs_IsSaidOnceAMinute()
    {
        using var lifetime = new Lifetime();
        await lifetime.Started.CancelAsync();
        var (time, unwell, log) = (new ManualTime(), new HeldCheck(), new CountingLog<Readiness>());
        unwell.Answer.SetResult(new ReadinessResult(Ok: false, "It has ended nothing for 3.0 s."));
        var readiness = new Readiness([unwell], time, lifetime, log);
        Assert.False((await readiness.CheckAsync(CancellationToken.None)).Ready);
        Assert.Equal(1, log.Entries);
        time.Advance(TimeSpan.FromSeconds(1));
        await readiness.CheckAsync(CancellationToken.None);
        Assert.Equal(1, log.Entries);
        time.Advance(TimeSpan.FromMinutes(1));
        await readiness.CheckAsync(CancellationToken.None);
        Assert.Equal(2, log.Entries);

        var hanging = new Readiness([new HangingCheck()], time, lifetime, log);
        var asking = hanging.CheckAsync(CancellationToken.None);
        await time.ArmedAsync(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False((await asking).Ready);
        Assert.Equal(3, log.Entries);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        public CancellationTokenSource Started { get; } = new();

        public CancellationToken ApplicationStarted => Started.Token;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();

        public void Dispose() => Started.Dispose();
    }

    private sealed class HeldCheck : IReadinessCheck
    {
        private int _asked;

        public int Asked => _asked;

        public TaskCompletionSource<ReadinessResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "held";

        public Task<ReadinessResult> CheckAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return Answer.Task;
        }
    }

    private sealed class HangingCheck : IReadinessCheck
    {
        public string Name => "hanging";

        public Task<ReadinessResult> CheckAsync(CancellationToken cancellationToken) => new TaskCompletionSource<ReadinessResult>().Task;
    }
}
