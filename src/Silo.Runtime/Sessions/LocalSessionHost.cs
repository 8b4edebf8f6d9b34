using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Sessions;

/// <summary>Holds the live sessions of this node: each has one actor, and one task that owns it.</summary>
internal sealed partial class LocalSessionHost(SessionParts parts) : ISessionHost, IAsyncDisposable
{
    private static readonly TimeSpan RecoverFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoverMost = TimeSpan.FromSeconds(30);

    /// <summary>Most times in a row that an actor broken by a bug of ours is brought back without anybody asking.</summary>
    private const int BrokenMax = 5;

    private static readonly ActivationResult.Unavailable Stopping = new("host_stopping", "The host stops. Retry on the host that comes after it.");

    /// <summary>Most actors, each about to end, whose successor one caller waits for.</summary>
    private const int EndingTriesMax = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, LiveSession> _live = [];
    private readonly HashSet<Task> _recoveries = [];
    private readonly HashSet<SessionKey> _recovering = [];
    private readonly SemaphoreSlim _activations = new(parts.Options.ActivationsMax);
    private readonly SessionActivation _activation = new(parts);
    private readonly SessionDeletion _deletion = new(parts, new SessionActivation(parts));
    private readonly LateReleases _late = new(parts);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = parts.Loggers.CreateLogger<LocalSessionHost>();
    private bool _stopped;

    /// <summary>How many sessions live here.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _live.Count;
        }
    }

    /// <summary>How many turns wait for another one of their session.</summary>
    internal long QueuedTurns
    {
        get
        {
            lock (_lock) return _live.Values.Sum(live => (long)(live.Actor?.State.Queue.Count ?? 0));
        }
    }

    /// <inheritdoc />
    public Task<ActivationResult> ActivateAsync(SessionKey session, ActivationReason reason, CancellationToken cancellationToken) =>
        ActivateAsync(session, reason, failures: 0, EndingTriesMax, cancellationToken);

    private async Task<ActivationResult> ActivateAsync(
        SessionKey session, ActivationReason reason, int failures, int triesMax, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            LiveSession live;
            lock (_lock)
            {
                if (_stopped) return Stopping;
                if (!_live.TryGetValue(session, out live!))
                {
                    if (_live.Count >= parts.Options.LiveSessionsMax)
                        return new ActivationResult.Unavailable("sessions_full", $"{parts.Options.LiveSessionsMax} sessions live on this node, its limit.");
                    _live[session] = live = new LiveSession(failures);
                    live.Owner = OwnAsync(session, reason, live);
                }
            }

            var result = await live.Activated.Task.WaitAsync(cancellationToken);
            // An actor that is about to end takes no command any more: wait for its end, then bring the session back.
            // Not for ever, though: one that ends again and again fails its caller's command by name, and its recovery waits longer each time.
            if (result is not ActivationResult.Active { Handle: SessionActor { IsEnding: true } } || tries == triesMax) return result;
            await live.Owner.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public ISessionHandle? Find(SessionKey session)
    {
        lock (_lock) return _live.TryGetValue(session, out var live) ? live.Actor : null;
    }

    /// <inheritdoc />
    public async Task StopAsync(SessionKey session, DeactivationReason reason, CancellationToken cancellationToken)
    {
        LiveSession? live;
        lock (_lock) live = _live.GetValueOrDefault(session);
        if (live is null) return;
        await live.Activated.Task.WaitAsync(cancellationToken);
        if (live.Actor is { } actor) await actor.StopAsync(reason).WaitAsync(cancellationToken);
        await live.Owner.WaitAsync(cancellationToken);
    }

    /// <summary>Another node holds a session's fence, as the journal says. An older actor here is asked to stop: its last commit is refused, and so it ends as fenced.</summary>
    internal void TellFence(SessionKey session, long epoch)
    {
        LiveSession? live;
        lock (_lock) live = _live.GetValueOrDefault(session);
        if (live?.Actor is { } actor && actor.State.Epoch < epoch) actor.Post(new SessionMessage.StopRequested(DeactivationReason.Shutdown));
    }

    /// <inheritdoc />
    public async Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken)
    {
        var takeover = new Takeover(parts.Owner);
        try
        {
            await StopAsync(session, DeactivationReason.Deleted, cancellationToken);
            var (hold, refused) = await _activation.HoldAsync(session, takeover, cancellationToken);
            if (hold is null) return refused is ActivationResult.NotFound ? DeleteResult.NotFound : DeleteResult.Unavailable;
            return await _deletion.DeleteAsync(session, hold, takeover, static _ => true, cancellationToken);
        }
        finally
        {
            if (takeover.IsOwed) Recover(session, failures: 1);
        }
    }

    /// <summary>Deletes a session that lies idle, as it was listed. One that lives here, or that has moved on meanwhile, is kept.</summary>
    /// <returns>Whether it is gone.</returns>
    /// <exception cref="JournalException">The journal cannot be read. Retry.</exception>
    internal async Task<bool> DeleteIdleAsync(SessionRow listed, CancellationToken cancellationToken)
    {
        lock (_lock)
            if (_stopped || _live.ContainsKey(listed.Key)) return false;
        // The list may be old, and the fence would end a turn that has begun since, on another machine too.
        if (await parts.Journal.FindAsync(listed.Key, cancellationToken) is not { } now || !IsIdleStill(now, listed, listed.Epoch)) return false;
        // Whoever has its files has it for a reason: it is not asked.
        if (await _activation.TryHoldAsync(listed.Key, cancellationToken) is not { } hold) return false;
        var takeover = new Takeover(parts.Owner);
        try
        {
            // The fence is ours when this is asked, so the answer stays true until the deletion, or the deletion is refused.
            return await _deletion.DeleteAsync(listed.Key, hold, takeover, fenced => IsIdleStill(fenced, listed, listed.Epoch + 1), cancellationToken) == DeleteResult.Deleted;
        }
        finally
        {
            if (takeover.IsOwed) Recover(listed.Key, failures: 1);
        }
    }

    private static bool IsIdleStill(SessionRow now, SessionRow listed, long epoch) =>
        now.Status == SessionStatus.Idle && now.Head == listed.Head && now.Epoch == epoch;

    /// <summary>Stops every session in good order. Afterwards nothing can be activated.</summary>
    public async ValueTask DisposeAsync()
    {
        SessionKey[] sessions;
        lock (_lock)
        {
            if (_stopped) return;
            _stopped = true;
            sessions = [.. _live.Keys];
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(sessions.Select(s => StopAsync(s, DeactivationReason.Shutdown, CancellationToken.None)));
        Task[] recoveries;
        lock (_lock) recoveries = [.. _recoveries];
        await Task.WhenAll(recoveries);
        await _late.WaitAsync();
        _stopping.Dispose();
        _activations.Dispose();
    }

    /// <summary>A session's whole life here: activated, run, forgotten.</summary>
    private async Task OwnAsync(SessionKey session, ActivationReason reason, LiveSession live)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        SessionActor? actor = null;
        IWorkspaceHold? hold = null;
        ActivationResult? refused = null;
        var takeover = new Takeover(parts.Owner);
        var began = parts.Time.GetTimestamp();
        try
        {
            // Before a seat is taken: other sessions do not wait for a host that does not let go of this one.
            (hold, refused) = await _activation.HoldAsync(session, takeover, _stopping.Token);
            if (hold is not null) (actor, refused) = await MakeAsync(session, takeover);
            if (actor is not null)
            {
                live.Actor = actor;
                var running = actor.RunAsync(reason);
                live.Activated.SetResult(new ActivationResult.Active(actor));
                await running;
            }
            else
            {
                live.Activated.SetResult(refused!);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            live.Activated.TrySetResult(Stopping);
        }
#pragma warning disable CA1031 // The root of a session's life: what nobody foresaw is that session's end, by name, and not the host's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogActivationBroken(session, e);
            live.Activated.TrySetResult(new ActivationResult.Unavailable("activation_failed", $"The session could not be activated: {e.GetType().Name}."));
        }
        finally
        {
            if (hold is not null) await _late.LetGoAsync(_activation, session, hold, actor?.Laggards ?? Task.CompletedTask);
            lock (_lock) _live.Remove(session);
        }

        // Its fence was taken from another host, which goes on with nothing of it: that is for this one to do.
        var isOwed = takeover.IsOwed && actor is null && refused is not ActivationResult.NotFound;
        if (!isOwed && actor is not { End: ActorEnd.OutcomeUnknown or ActorEnd.Broken }) return;
        var failures = (parts.Time.GetElapsedTime(began) < RecoverMost ? live.Failures : 0) + 1;
        if (actor?.End == ActorEnd.Broken && failures > BrokenMax) LogGivenUp(session, failures);
        else Recover(session, failures);
    }

    private async Task<(SessionActor? Actor, ActivationResult? Refused)> MakeAsync(SessionKey session, Takeover takeover)
    {
        await _activations.WaitAsync();
        try
        {
            return await _activation.MakeAsync(session, takeover, CancellationToken.None);
        }
        finally
        {
            _activations.Release();
        }
    }

    /// <summary>Fences and reads again after a commit of unknown outcome or a bug of ours, so that its turn goes on without anybody asking.</summary>
    private void Recover(SessionKey session, int failures)
    {
        lock (_lock)
        {
            if (_stopped || !_recovering.Add(session)) return;
            _recoveries.RemoveWhere(t => t.IsCompleted);
            _recoveries.Add(RecoverAsync(session, failures));
        }
    }

    private async Task RecoverAsync(SessionKey session, int failures)
    {
        try
        {
            for (; ; failures++)
            {
                await Task.Delay(Wait(failures), parts.Time, _stopping.Token);
                // From here on its actor may fail again, and asks for a recovery of its own.
                lock (_lock) _recovering.Remove(session);
                if (await IsElsewhereAsync(session)) return;
                if (await ActivateAsync(session, ActivationReason.Resume, failures, triesMax: 1, _stopping.Token) is not ActivationResult.Unavailable) return;
                lock (_lock)
                    if (!_recovering.Add(session)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops: the next start resumes what this one leaves.
        }
    }

    /// <summary>Whether another host has fenced the session meanwhile: then it goes on there, and is not to be taken back.</summary>
    private async Task<bool> IsElsewhereAsync(SessionKey session)
    {
        try
        {
            return await parts.Journal.FindAsync(session, _stopping.Token) is not { Owner: { } owner } || owner.Start != parts.Owner.Start;
        }
        catch (JournalException)
        {
            // Not known: the activation is refused by the same journal, or finds out.
            return false;
        }
    }

    private static TimeSpan Wait(int failures)
    {
        var wait = RecoverFirst * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < RecoverMost ? wait : RecoverMost;
    }
}
