using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Theory]
    [InlineData(0, 4, new long[] { 1, 2, 3, 4 })]
    [InlineData(4, 4, new long[] { 5, 6, 7, 8 })]
    [InlineData(8, 4, new long[] { 9, 10 })]
    [InlineData(9, 1, new long[] { 10 })]
    [InlineData(10, 4, new long[0])]
    [InlineData(99, 4, new long[0])]
    public async Task Read_AfterASequence_GivesWhatFollowsAndTheHead(long after, int eventsMax, long[] expected)
    {
        var session = await NewSessionAsync();
        await session.AppendAsync(events: 9);

        var page = await Journal.ReadAsync(session.Key, after, eventsMax, default);

        Assert.Equal(expected, page!.Events.Select(e => e.Sequence));
        Assert.Equal(10, page.Head);
    }

    [Fact]
    public async Task Read_LargeEvents_EndsAPageAtItsByteBoundAndGoesOn()
    {
        var session = await NewSessionAsync();
        var large = new byte[EventLimits.EventBytesMax];
        for (var i = 0; i < 6; i++)
            await session.AppendAsync(session.Commit() with { Events = [new StoredEvent(session.Head + 1, "k", large)] });

        var first = await Journal.ReadAsync(session.Key, 1, 1024, default);
        var second = await Journal.ReadAsync(session.Key, first!.Events[^1].Sequence, 1024, default);

        Assert.Equal([2, 3, 4, 5], first.Events.Select(e => e.Sequence));
        Assert.Equal([6, 7], second!.Events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task Read_WhileAWriterAppends_SeesWholeCommitsOnly()
    {
        const int Commits = 200;
        var session = await NewSessionAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Commits; i++) await session.AppendAsync(events: 3);
        });

        EventPage page;
        long last = 0;
        do
        {
            page = (await Journal.ReadAsync(session.Key, 0, 1024, default))!;
            Assert.Equal(1, page.Head % 3);
            Assert.Equal(page.Head, page.Events.Count);
            Assert.True(page.Head >= last, "a later read saw less than an earlier one");
            last = page.Head;
        }
        while (!writing.IsCompleted);
        await writing;

        Assert.Equal(1 + (Commits * 3), (await Journal.ReadAsync(session.Key, 0, 1024, default))!.Head);
    }
}
