using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

/// <summary>What tool calls hand over to people.</summary>
public sealed class ArtifactTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Artifact_OfACall_IsToldInOneCommitWithItsResultAndItsBytesAreThere()
    {
        await using var host = Host(async call =>
        {
            await PublishAsync(call, "a.txt", "first");
            await PublishAsync(call, "a.txt", "second");
            return ToolResult.Ok("done");
        });
        var commits = new List<IReadOnlyList<StoredEvent>>();
        host.Journal.Before = commit =>
        {
            commits.Add(commit.Events);
            return Task.CompletedTask;
        };
        var (session, events) = await RunAsync(host);
        Assert.Equal(
            ["tool_use.started", "artifact.published", "artifact.published", "tool_result.completed"],
            events.Select(e => e.Data.Kind).SkipWhile(k => k != "tool_use.started").Take(4));
        var (first, second, result) = (At(events, 0), At(events, 1), events.Single(e => e.Data is ToolResultCompleted));
        Assert.Equal((first.Step, first.Turn, result.Sequence), (result.Step, result.Turn, second.Sequence + 1));
        Assert.Single(commits, c => c.Any(e => e.Sequence == first.Sequence) && c.Any(e => e.Sequence == result.Sequence));
        Assert.Equal("first", await ReadAsync(host, session, (ArtifactPublished)first.Data));
        Assert.Equal("second", await ReadAsync(host, session, (ArtifactPublished)second.Data));
    }

    [Fact]
    public async Task Artifact_OfACallWhoseHostWasKilled_IsPublishedOnce()
    {
        var stored = new TaskCompletionSource();
        var never = new TaskCompletionSource<ToolResult>();
        var first = true;
        var tool = new FakeTool("publish", Effect.Idempotent, async (call, _) =>
        {
            await PublishAsync(call, "a.txt", "content");
            if (!first) return ToolResult.Ok("done");
            first = false;
            stored.SetResult();
            return await never.Task;
        });
        var dead = new TestHost(Programs.Use("publish"), tools: [tool]);
        var session = await dead.CreateAsync(TestHost.Agent("publish"));
        var prompt = await dead.PromptAsync(session);
        await stored.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(dead.Data<ArtifactPublished>(session));

        await using var host = new TestHost(Programs.Use("publish"), dead.Journal, dead.Blobs, [tool]);
        Assert.IsType<ActivationResult.Active>(await host.Host.ActivateAsync(session, ActivationReason.Resume, Cancellation));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("content", await ReadAsync(host, session, host.Data<ArtifactPublished>(session).Single()));
    }

    [Fact]
    public async Task Artifact_OfACallThatWasCancelled_IsNotPublished()
    {
        var stored = new TaskCompletionSource();
        await using var host = new TestHost(Programs.Use("publish"), tools: [new FakeTool("publish", Effect.Pure, async (call, cancellationToken) =>
        {
            await PublishAsync(call, "a.txt", "content");
            stored.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return ToolResult.Ok("never");
        })]);
        var session = await host.CreateAsync(TestHost.Agent("publish"));
        var prompt = await host.PromptAsync(session);
        await stored.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await host.Directory.CancelAsync(session, prompt.Turn, Cancellation);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Empty(host.Data<ArtifactPublished>(session));
    }

    [Fact]
    public async Task Artifacts_BeyondTheSessionsBytes_AreRefusedByName_AlsoAfterARestart()
    {
        var codes = new List<string>();
        var tool = new FakeTool("publish", Effect.Pure, async (call, _) =>
        {
            codes.Add(await TryAsync(call, "a.txt", new string('x', 60)));
            return ToolResult.Ok("done");
        });
        var host = new TestHost(Programs.Use("publish"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("publish") with { Limits = new AgentLimits { ArtifactBytesMax = 100 } });
        for (var i = 0; i < 2; i++) await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        await host.DisposeAsync();
        await using var next = new TestHost(Programs.Use("publish"), host.Journal, host.Blobs, [tool]);
        await next.ReadTurnAsync(session, (await next.PromptAsync(session)).Turn);
        Assert.Equal(["ok", "artifact_limit", "artifact_limit"], codes);
        Assert.Single(next.Data<ArtifactPublished>(session));
    }

    [Fact]
    public async Task Artifacts_ThatCannotBe_AreRefusedByNameAndCountNothing()
    {
        var codes = new List<string>();
        await using var host = Host(async call =>
        {
            codes.Add(await TryAsync(call, "../a", "x"));
            codes.Add(await TryAsync(call, "a", "x", type: "text"));
            codes.Add(await TryAsync(call, "a", "x", title: new string('t', ArtifactLimits.TitleBytesMax + 1)));
            codes.Add(await TryAsync(call, "a", "x", title: "half a character: \ud800"));
            codes.Add(await TryAsync(call, "a", "x", path: "../elsewhere"));
            codes.Add(await TryAsync(call, "a", "x", path: new string('p', 256)));
            codes.Add(await TryAsync(call, "a", new Endless(ArtifactLimits.BytesMax + 1, canSeek: true)));
            for (var i = 0; i < ArtifactLimits.PerCallMax; i++) Assert.Equal("artifact_limit", await TryAsync(call, "a", new Endless(101, canSeek: false)));
            for (var i = 0; i < 3; i++) codes.Add(await TryAsync(call, $"{i}", new string('x', 33)));
            return ToolResult.Ok("done");
        });
        var (session, _) = await RunAsync(host, new AgentLimits { ArtifactBytesMax = 100 });
        Assert.Equal([.. Enumerable.Repeat("artifact_invalid", 6), "artifact_too_large", "ok", "ok", "ok"], codes);
        Assert.Equal(["0", "1", "2"], host.Data<ArtifactPublished>(session).Select(a => a.Name));
    }

    [Fact]
    public async Task Artifacts_BeyondACallsBound_AreRefusedByName()
    {
        var codes = new List<string>();
        await using var host = Host(async call =>
        {
            for (var i = 0; i <= ArtifactLimits.PerCallMax; i++) codes.Add(await TryAsync(call, $"{i}", "x"));
            return ToolResult.Ok("done");
        });
        var (session, _) = await RunAsync(host);
        Assert.Equal(("artifact_limit", ArtifactLimits.PerCallMax), (codes[^1], host.Data<ArtifactPublished>(session).Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Artifact_PublishedAfterItsCallHasEnded_IsRefusedAndNotStored(bool failed)
    {
        ToolInvocation? ended = null;
        await using var host = Host(call =>
        {
            ended = call;
            return failed ? throw new InvalidOperationException("It fails.") : Task.FromResult(ToolResult.Ok("done"));
        });
        await RunAsync(host);
        using var content = new MemoryStream("late"u8.ToArray());
        await Assert.ThrowsAsync<InvalidOperationException>(() => ended!.Artifacts.PublishAsync(new ArtifactDraft("late.txt", "text/plain"), content, Cancellation));
        Assert.Equal(0, content.Position);
    }

    private static TestHost Host(Func<ToolInvocation, Task<ToolResult>> run) =>
        new(Programs.Use("publish"), tools: [new FakeTool("publish", Effect.Pure, (call, _) => run(call))]);

    private static async Task<(SessionKey Session, IReadOnlyList<SessionEvent> Events)> RunAsync(TestHost host, AgentLimits? limits = null)
    {
        var session = await host.CreateAsync(TestHost.Agent("publish") with { Limits = limits ?? new AgentLimits() });
        var prompt = await host.PromptAsync(session);
        var items = await host.ReadTurnAsync(session, prompt.Turn);
        return (session, [.. items.OfType<Silo.Abstractions.Streams.FeedItem.Event>().Select(e => EventCodec.Decode(e.Stored))]);
    }

    private static SessionEvent At(IReadOnlyList<SessionEvent> events, int number) => events.Where(e => e.Data is ArtifactPublished).ElementAt(number);

    private static Task<BlobRef> PublishAsync(ToolInvocation call, string name, string content) =>
        call.Artifacts.PublishAsync(new ArtifactDraft(name, "text/plain"), new MemoryStream(Encoding.UTF8.GetBytes(content)), Cancellation);

    private static Task<string> TryAsync(ToolInvocation call, string name, string content, string type = "text/plain", string? title = null, string? path = null) =>
        TryAsync(call, new ArtifactDraft(name, type, title, path), new MemoryStream(Encoding.UTF8.GetBytes(content)));

    private static Task<string> TryAsync(ToolInvocation call, string name, Stream content) => TryAsync(call, new ArtifactDraft(name, "text/plain"), content);

    private static async Task<string> TryAsync(ToolInvocation call, ArtifactDraft draft, Stream content)
    {
        try
        {
            await call.Artifacts.PublishAsync(draft, content, Cancellation);
            return "ok";
        }
        catch (ArtifactRefusedException e)
        {
            return e.Code;
        }
    }

    private static async Task<string> ReadAsync(TestHost host, SessionKey session, ArtifactPublished artifact) =>
        Encoding.UTF8.GetString((await host.Blobs.GetAsync(session, artifact.Content, Cancellation))!.Value.Span);

    /// <summary>So many zeros, of which nobody keeps any.</summary>
    private sealed class Endless(long length, bool canSeek) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => canSeek;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _at;
            set => _at = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _at);
            Array.Clear(buffer, offset, read);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
