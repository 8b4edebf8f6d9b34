using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Feeds;
using Silo.Runtime.Hosting;
using Silo.Runtime.Identity;
using Silo.Runtime.Sessions;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Workspaces;

namespace Silo.Runtime.Tests.Support;

/// <summary>A node: the real runtime on stores in memory. Several can share a journal.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(60);

    public TestHost(
        Func<ITurnContext, CancellationToken, Task<TurnOutcome>> program,
        MemoryJournal? journal = null,
        MemoryBlobs? blobs = null,
        IEnumerable<FakeTool>? tools = null,
        string node = "node-a",
        RuntimeOptions? options = null,
        IProbe? probe = null,
        IEnumerable<ISessionToolSource>? sessionTools = null,
        IWorkspaceHolds? holds = null)
    {
        Journal = journal ?? new MemoryJournal();
        Blobs = blobs ?? new MemoryBlobs();
        Driver = new FakeDriver(program);
        var random = new SeededRandom(7 + node.Length);
        Ids = new TimedIdSource(TimeProvider.System, new SystemRandomSource());
        var parts = new SessionParts(
            Journal,
            Blobs,
            Workspaces,
            holds ?? OwnWorkspaces.Instance,
            Sandboxes,
            new Dictionary<string, IAgentDriver> { [Driver.Name] = Driver },
            [.. tools ?? []],
            [.. sessionTools ?? []],
            Hub,
            new Owner(node, $"{node}-start"),
            options ?? new RuntimeOptions(),
            Time,
            Ids,
            random,
            probe ?? NoProbe.Instance,
            NullLoggerFactory.Instance,
            new SessionTelemetry(new Meter("test"), Time));
        Host = new LocalSessionHost(parts);
        Directory = new LocalSessionDirectory(Host, Journal, parts.Options, Time, Ids);
        Feed = new SessionFeed(Hub, Journal, Blobs);
    }

    public MemoryJournal Journal { get; }

    public MemoryBlobs Blobs { get; }

    public ManualTime Time { get; } = new();

    public FakeSandboxes Sandboxes { get; } = new();

    public FakeWorkspaces Workspaces { get; } = new();

    public FeedHub Hub { get; } = new();

    public FakeDriver Driver { get; }

    public TimedIdSource Ids { get; }

    public LocalSessionHost Host { get; }

    public LocalSessionDirectory Directory { get; }

    public SessionFeed Feed { get; }

    public static AgentDefinition Agent(params string[] tools) => new()
    {
        Name = "tester",
        Version = "1",
        Driver = "fake",
        Tools = [.. tools.Select(t => new ToolSettings { Name = t })],
    };

    public async Task<SessionKey> CreateAsync(AgentDefinition? agent = null)
    {
        var result = await Directory.CreateAsync(new CreateSessionCommand { Tenant = TenantId.Default, Agent = agent ?? Agent() }, CancellationToken.None);
        return ((CreateSessionResult.Created)result).Row.Key;
    }

    public async Task<PromptResult.Accepted> PromptAsync(SessionKey session, string text = "go", PromptMode mode = PromptMode.Queue, ClientKey? key = null) =>
        (PromptResult.Accepted)await TryPromptAsync(session, text, mode, key);

    public Task<PromptResult> TryPromptAsync(SessionKey session, string text = "go", PromptMode mode = PromptMode.Queue, ClientKey? key = null) => Directory.PromptAsync(
        new PromptCommand { Session = session, Prompt = [new TextBlock(text)], Mode = mode, Key = key }, CancellationToken.None).WaitAsync(Watchdog);

    /// <summary>Reads until an item satisfies the condition; the items so far, that one included.</summary>
    public async Task<List<FeedItem>> ReadUntilAsync(SessionKey session, Func<FeedItem, bool> condition, Cursor? cursor = null)
    {
        using var watchdog = new CancellationTokenSource(Watchdog);
        var items = new List<FeedItem>();
        try
        {
            await foreach (var item in Feed.ReadAsync(session, cursor ?? Cursor.Start(session.Session), new FeedOptions(), watchdog.Token))
            {
                items.Add(item);
                if (condition(item)) return items;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The awaited item did not come; last: {string.Join(", ", items.TakeLast(8).Select(Name))}", e);
        }

        return items;
    }

    public Task<List<FeedItem>> ReadUntilAsync(SessionKey session, string kind, Cursor? cursor = null) =>
        ReadUntilAsync(session, item => Name(item) == kind, cursor);

    public Task<List<FeedItem>> ReadTurnAsync(SessionKey session, TurnId turn, Cursor? cursor = null) => ReadUntilAsync(
        session, item => item is FeedItem.Event e && e.Stored.Kind == "turn.ended" && EventCodec.Decode(e.Stored).Turn == turn, cursor);

    public static string Name(FeedItem item) => item switch
    {
        FeedItem.Event e => e.Stored.Kind,
        FeedItem.Delta d => $"{d.Piece.Kind}.delta",
        FeedItem.Closed c => $"closed:{c.Reason}",
        _ => "?",
    };

    public IReadOnlyList<string> Kinds(SessionKey session) => [.. Journal.Events(session).Select(e => e.Kind)];

    public IReadOnlyList<T> Data<T>(SessionKey session)
        where T : EventData => [.. Journal.Events(session).Select(e => EventCodec.Decode(e).Data).OfType<T>()];

    public async ValueTask DisposeAsync()
    {
        var stop = Host.DisposeAsync().AsTask();
        try
        {
            await stop.WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            // A test that failed in the middle leaves something stuck: its failure is to be read, not waited for.
            Time.Advance(TimeSpan.FromMinutes(10));
            await stop.WaitAsync(TimeSpan.FromSeconds(5));
        }
    }
}
