using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.Storage.Postgres.Writes;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>What one host hears of another's commits.</summary>
public sealed class PostgresWatchTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly string _schema = postgres.NewSchema();
    private readonly TestIds _ids = new();

    [Fact]
    public async Task Listen_CommitsOfAnotherHost_AreHeardAndOwnOnesAreNot()
    {
        using var stop = new CancellationTokenSource();
        await using var here = await OpenAsync("here");
        await using var there = await OpenAsync("there");
        var (mine, theirs) = (await NewSessionAsync(here), await NewSessionAsync(there));
        await using var hints = here.ListenAsync(stop.Token).GetAsyncEnumerator();
        var heard = hints.MoveNextAsync().AsTask();
        var seen = new List<SessionHead>();

        // Whether it listens yet nobody can tell; a head that is heard is the one that was committed, and never one of our own.
        while (seen.Count < 3)
        {
            await mine.AppendAsync();
            await theirs.AppendAsync();
            while (heard.IsCompleted)
            {
                Assert.True(await heard);
                seen.Add(hints.Current);
                heard = hints.MoveNextAsync().AsTask();
            }
        }

        Assert.All(seen, head => Assert.Equal((theirs.Key, theirs.Epoch), (head.Key, head.Epoch)));
        Assert.All(seen, head => Assert.InRange(head.Head, 1, theirs.Head));
        await there.DisposeAsync();
        while (seen[^1].Head < theirs.Head && await heard)
        {
            seen.Add(hints.Current);
            heard = hints.MoveNextAsync().AsTask();
        }

        Assert.Equal(theirs.Head, seen[^1].Head);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => heard);
    }

    [Fact]
    public async Task Heads_OfSessions_AreWhereTheyStand()
    {
        await using var journal = await OpenAsync("here");
        var (one, two) = (await NewSessionAsync(journal), await NewSessionAsync(journal));
        await one.AppendAsync(events: 4);
        await two.FenceAsync("node-b");

        var heads = await journal.HeadsAsync([one.Key, two.Key, new SessionKey(TenantId.Default, _ids.Session())], CancellationToken.None);

        Assert.Equal(
            new[] { new SessionHead(one.Key, 1, 5), new SessionHead(two.Key, 2, 1) }.OrderBy(h => h.Key.Session.Value, StringComparer.Ordinal),
            heads.OrderBy(h => h.Key.Session.Value, StringComparer.Ordinal));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => journal.HeadsAsync([], CancellationToken.None));
    }

    [Fact]
    public void Notice_ManySessions_FitTheServersBoundAndComeBack()
    {
        var heads = Enumerable.Range(1, 500).Select(i => new SessionHead(new SessionKey(TenantId.Default, _ids.Session()), i, i * 7)).ToList();

        var payloads = CommitNotice.Write("start-1", heads).ToList();

        Assert.All(payloads, payload => Assert.InRange(payload.Length, 1, 7999));
        Assert.Equal(heads, payloads.SelectMany(payload => CommitNotice.Read(payload, "start-2")));
        Assert.Empty(payloads.SelectMany(payload => CommitNotice.Read(payload, "start-1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("x default/ses_nonsense/1/2")]
    [InlineData("x default/1/2 /// a/b/c/d")]
    [InlineData("x default/ses_01hzzzzzzzzzzzzzzzzzzzzzzz/-1/99999999999999999999")]
    public void Notice_OfSomebodyElse_IsPassedOver(string payload) => Assert.Empty(CommitNotice.Read(payload, "self"));

    private Task<PostgresJournal> OpenAsync(string sender) => PostgresJournal.OpenAsync(
        new PostgresJournalOptions { Sender = sender, ConnectionString = postgres.Server.ConnectionString, Schema = _schema, ReadersMax = 2 }, TimeProvider.System, CancellationToken.None);

    private async Task<TestSession> NewSessionAsync(PostgresJournal journal)
    {
        var session = new TestSession(journal, new SessionKey(TenantId.Default, _ids.Session()));
        await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
        await session.FenceAsync();
        return session;
    }
}
