using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Silo.Abstractions.Identity;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Processes_TwoLiveWritersOfOneSession_OlderIsFenced()
    {
        var session = await NewSessionAsync();
        await using var one = await StartWriterAsync(session.Key, "one");
        await using var two = await StartWriterAsync(session.Key, "two");

        Assert.Equal("epoch 2 head 1", await one.AskAsync("fence"));
        Assert.Equal("appended 2", await one.AskAsync("append a"));
        Assert.Equal("epoch 3 head 2", await two.AskAsync("fence"));
        Assert.Equal("fenced 3 by two", await one.AskAsync("append lost"));
        Assert.Equal("appended 3", await two.AskAsync("append b"));
        Assert.Equal("fenced 3 by two", await one.AskAsync("append lost"));
        Assert.Equal("epoch 4 head 3", await one.AskAsync("fence"));
        Assert.Equal("fenced 4 by one", await two.AskAsync("append lost"));
        Assert.Equal("appended 4", await one.AskAsync("append c"));

        Assert.Equal(["a epoch 2", "b epoch 3", "c epoch 4"], (await ReadAllAsync(session.Key)).Skip(1).Select(e => Text(e.Utf8)));
    }

    [Fact]
    public async Task Processes_TwoWritersRacing_LeaveOneSequenceWithoutGap()
    {
        const int Attempts = 300;
        var session = await NewSessionAsync();
        await using var one = await StartWriterAsync(session.Key, "one");
        await using var two = await StartWriterAsync(session.Key, "two");
        await one.AskAsync("fence");
        await two.AskAsync("fence");

        var taken = await Task.WhenAll(RaceAsync(one), RaceAsync(two));

        var events = await ReadAllAsync(session.Key);
        var texts = events.Skip(1).Select(e => Text(e.Utf8)).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal(Enumerable.Range(2, events.Count - 1).Select(i => (long)i), taken.SelectMany(t => t).Order());
        foreach (var sequence in taken[0]) Assert.StartsWith("one-", texts[(int)sequence - 2], StringComparison.Ordinal);
        foreach (var sequence in taken[1]) Assert.StartsWith("two-", texts[(int)sequence - 2], StringComparison.Ordinal);
        var epochs = texts.Select(t => long.Parse(t[(t.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(epochs.Order(), epochs);

        static async Task<List<long>> RaceAsync(ChildProcess child)
        {
            var taken = new List<long>();
            await child.TellAsync($"race {Attempts}");
            while (await child.HearAsync() is var line && line != "raced")
                taken.Add(long.Parse(line["appended ".Length..], CultureInfo.InvariantCulture));
            return taken;
        }
    }

    [Fact]
    public async Task Processes_FenceTakenHere_StopsAWriterThere()
    {
        var session = await NewSessionAsync();
        await using var child = await StartWriterAsync(session.Key, "child");
        await child.AskAsync("fence");
        Assert.Equal("appended 2", await child.AskAsync("append a"));

        await session.FenceAsync("here");

        Assert.Equal("fenced 3 by here", await child.AskAsync("append lost"));
        await session.AppendAsync();
        Assert.Equal(3, (await ReadAllAsync(session.Key)).Count);
    }

    private async Task<ChildProcess> StartWriterAsync(SessionKey key, string name)
    {
        var start = ChildOnStore();
        start.ArgumentList.Add(key.Tenant.Value);
        start.ArgumentList.Add(key.Session.Value);
        start.ArgumentList.Add(name);
        var child = ChildProcess.Start(start);
        Assert.Equal("ready", await child.HearAsync());
        return child;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => TextOfEvent().Match(Encoding.UTF8.GetString(utf8.Span)).Groups["text"].Value;

    [GeneratedRegex("\"text\":\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextOfEvent();
}
