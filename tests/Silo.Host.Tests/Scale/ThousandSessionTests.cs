using System.Globalization;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Client.Sessions;
using Silo.Client.Tasks;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Scale;

/// <summary>A thousand sessions at once in one host.</summary>
[Collection(Alone.Name)]
public sealed class ThousandSessionTests(ITestOutputHelper output)
{
    private const int Sessions = 1000;
    private const int Subscribed = 200;
    private const int Callers = 32;

    [Fact]
    public async Task ThousandSessions_AtOnce_AllEndAndNoneIsLeftBehind()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var sessions = new SessionHandle[Sessions];
        var calls = new ParallelOptions { MaxDegreeOfParallelism = Callers };
        await Parallel.ForAsync(0, Sessions, calls, async (i, _) => sessions[i] = await host.Client.CreateAsync("crowd"));
        var readings = Enumerable.Range(0, Subscribed).Select(_ => new Reading()).ToList();
        var readers = readings.Select((reading, i) => sessions[i * (Sessions / Subscribed)].ReadTurnsAsync(reading.Take)).ToList();

        var asked = new DateTimeOffset[Sessions];
        var tasks = new TaskHandle[Sessions];
        await Parallel.ForAsync(0, Sessions, calls, async (i, stop) =>
        {
            asked[i] = TimeProvider.System.GetUtcNow();
            tasks[i] = await sessions[i].PromptAsync("Go.", cancellationToken: stop);
        });
        await Task.WhenAll(readers).Within(120, "the subscribers to see the end");
        var ends = new TaskInfo[Sessions];
        await Parallel.ForAsync(0, Sessions, calls, async (i, stop) => ends[i] = await tasks[i].WaitAsync(cancellationToken: stop).Within(120, "a session to end"));

        Assert.All(ends, end => Assert.Equal((TurnState.Ended, StopReason.EndTurn), (end.State, end.StopReason)));
        // The transcripts check themselves: no gap, no repeat, and every message what its pieces made.
        Assert.All(readings, reading => Assert.Equal(150, reading.PieceBytes));
        // From the moment the client asks to the recorded end, by one clock.
        var took = ends.Select((end, i) => end.EndedAt!.Value - asked[i]).Order().ToList();
        var (median, slowest) = (took[Sessions / 2], took[^1]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fastest {took[0].TotalSeconds:0.00} s, median {median.TotalSeconds:0.00} s, slowest {slowest.TotalSeconds:0.00} s"));
        Assert.True(slowest <= 3 * median, $"The slowest took {slowest}, the median is {median}.");
        // A host that lets fewer of them run at once has the same spread, but its median is a multiple of what the script takes.
        Assert.True(2 * median <= 3 * took[0], $"The median is {median}, the fastest took {took[0]}: sessions wait for each other.");
    }
}
