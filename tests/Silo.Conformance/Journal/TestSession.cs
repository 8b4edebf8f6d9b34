using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

/// <summary>A session as its writer knows it: key, epoch and head.</summary>
public sealed class TestSession(IJournal journal, SessionKey key)
{
    public SessionKey Key { get; } = key;

    public long Epoch { get; set; }

    public long Head { get; set; } = 1;

    public static StoredEvent Event(long sequence, string text = "x", string kind = "test.happened") =>
        new(sequence, kind, Encoding.UTF8.GetBytes($$"""{"v":1,"kind":"{{kind}}","sequence":{{sequence}},"data":{"text":"{{text}}"} }"""));

    public static SessionRow Row(SessionKey key, string agent = "demo", IReadOnlyDictionary<string, string>? labels = null) => new()
    {
        Key = key,
        Agent = agent,
        AgentVersion = "1",
        Title = "A title",
        Labels = labels ?? new Dictionary<string, string>(),
        CreatedAt = TestIds.Epoch,
        UpdatedAt = TestIds.Epoch,
        Head = 1,
    };

    /// <summary>A commit that goes on from what the writer knows.</summary>
    public Commit Commit(int events = 1, string text = "x") => new()
    {
        Key = Key,
        Epoch = Epoch,
        Head = Head,
        Events = [.. Enumerable.Range(1, events).Select(i => Event(Head + i, text))],
    };

    /// <summary>Takes the fence.</summary>
    public async Task<FenceResult.Taken> FenceAsync(string node = "node-a", string start = "start-1", Uri? address = null)
    {
        var taken = Assert.IsType<FenceResult.Taken>(await journal.FenceAsync(Key, new Owner(node, start, address), default));
        Epoch = taken.Epoch;
        Head = taken.Row.Head;
        return taken;
    }

    /// <summary>Appends one that must be taken.</summary>
    public Task AppendAsync(int events = 1, string text = "x") => AppendAsync(Commit(events, text));

    /// <summary>Appends one that must be taken.</summary>
    public async Task AppendAsync(Commit commit)
    {
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync(commit, default));
        Head += commit.Events.Count;
    }
}
