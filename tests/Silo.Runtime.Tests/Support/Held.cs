using Silo.Abstractions.Journal;

namespace Silo.Runtime.Tests.Support;

/// <summary>Holds a journal's next commit that has an event of a kind, so that what comes meanwhile shares the next one.</summary>
internal sealed class Held
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Held()
    {
    }

    /// <summary>Completes when the commit is under way and not applied.</summary>
    public Task Reached => _reached.Task.WaitAsync(Watchdog);

    public static Held Commit(MemoryJournal journal, string kind)
    {
        var held = new Held();
        journal.Before = c => held.OnCommit(c, kind);
        return held;
    }

    public void Release() => _release.TrySetResult();

    private async Task OnCommit(Commit commit, string kind)
    {
        if (commit.Events.All(e => e.Kind != kind) || !_reached.TrySetResult()) return;
        await _release.Task.WaitAsync(Watchdog);
    }
}
