using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Sessions;

/// <summary>Holds the live sessions of this node: each has one actor, and one task that owns it.</summary>
internal sealed partial class LocalSessionHost(SessionParts parts) : ISessionHost, IAsyncDisposable
{
    private static readonly TimeSpan RecoverFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoverMost = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, LiveSession> _live = [];
    private readonly HashSet<Task> _recoveries = [];
    private readonly SemaphoreSlim _activations = new(parts.Options.ActivationsMax);
    private readonly SessionActivation _activation = new(parts);
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

    /// <inheritdoc />
    public async Task<ActivationResult> ActivateAsync(SessionKey session, ActivationReason reason, CancellationToken cancellationToken)
    {
        while (true)
        {
            LiveSession live;
            lock (_lock)
            {
                if (_stopped) return new ActivationResult.Unavailable("host_stopping", "The host stops. Retry on the host that comes after it.");
                if (!_live.TryGetValue(session, out live!))
                {
                    if (_live.Count >= parts.Options.LiveSessionsMax)
                        return new ActivationResult.Unavailable("sessions_full", $"{parts.Options.LiveSessionsMax} sessions live on this node, its limit.");
                    _live[session] = live = new LiveSession();
                    live.Owner = OwnAsync(session, reason, live);
                }
            }

            var result = await live.Activated.Task.WaitAsync(cancellationToken);
            // An actor that is about to end takes no command any more: wait for its end, then bring the session back.
            if (result is not ActivationResult.Active { Handle: SessionActor { IsEnding: true } }) return result;
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

    /// <inheritdoc />
    public async Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken)
    {
        await StopAsync(session, DeactivationReason.Deleted, cancellationToken);
        try
        {
            await parts.Sandboxes.ProveDeadAsync(session, cancellationToken);
            if (await parts.Journal.FenceAsync(session, parts.Owner, cancellationToken) is not FenceResult.Taken taken) return DeleteResult.NotFound;
            if (await parts.Journal.DeleteAsync(session, taken.Epoch, cancellationToken) is not AppendResult.Appended) return DeleteResult.Unavailable;
            await parts.Workspaces.DeleteAsync(session, cancellationToken);
            await parts.Blobs.DeleteAllAsync(session, cancellationToken);
        }
        catch (Exception e) when (e is JournalException or SandboxException or IOException)
        {
            LogDeleteFailed(session, e);
            return DeleteResult.Unavailable;
        }

        var feed = parts.Feeds.Acquire(session);
        feed.Close(FeedClosedReason.Deleted);
        parts.Feeds.Release(feed);
        return DeleteResult.Deleted;
    }

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
        _stopping.Dispose();
        _activations.Dispose();
    }

    /// <summary>A session's whole life here: activated, run, forgotten.</summary>
    private async Task OwnAsync(SessionKey session, ActivationReason reason, LiveSession live)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        SessionActor? actor = null;
        try
        {
            ActivationResult? refused;
            await _activations.WaitAsync();
            try
            {
                (actor, refused) = await _activation.MakeAsync(session, CancellationToken.None);
            }
            finally
            {
                _activations.Release();
            }

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
#pragma warning disable CA1031 // The root of a session's life: what nobody foresaw is that session's end, by name, and not the host's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogActivationBroken(session, e);
            live.Activated.TrySetResult(new ActivationResult.Unavailable("activation_failed", $"The session could not be activated: {e.GetType().Name}."));
        }
        finally
        {
            lock (_lock) _live.Remove(session);
        }

        if (actor is { End: ActorEnd.OutcomeUnknown }) Recover(session);
    }

    /// <summary>Fences and reads again after a commit of unknown outcome, so that its turn goes on without anybody asking.</summary>
    private void Recover(SessionKey session)
    {
        lock (_lock)
        {
            if (_stopped) return;
            _recoveries.RemoveWhere(t => t.IsCompleted);
            _recoveries.Add(RecoverAsync(session));
        }
    }

    private async Task RecoverAsync(SessionKey session)
    {
        for (var wait = RecoverFirst; ; wait = wait * 2 < RecoverMost ? wait * 2 : RecoverMost)
        {
            try
            {
                await Task.Delay(wait, parts.Time, _stopping.Token);
                if (await ActivateAsync(session, ActivationReason.Resume, _stopping.Token) is not ActivationResult.Unavailable) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Session {Session} could not be deleted.")]
    private partial void LogDeleteFailed(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "Session {Session}: its activation failed in a way nobody foresaw.")]
    private partial void LogActivationBroken(SessionKey session, Exception e);

    private sealed class LiveSession
    {
        internal TaskCompletionSource<ActivationResult> Activated { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Owner { get; set; } = Task.CompletedTask;

        internal SessionActor? Actor { get; set; }
    }
}
