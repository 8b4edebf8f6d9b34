using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Steps;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Sessions;

/// <summary>The single live owner of a session: a mailbox, and one loop of decide, commit, publish, act.</summary>
/// <remarks>
/// <b>Nothing is told and nothing is done before its commit is durable</b>, except to the turn's program, which acts through
/// recorded steps alone. <b>What queued while a commit was under way joins the next one.</b>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "An actor disposes of what it owns at the end of its own loop.")]
internal sealed partial class SessionActor : ITurnPort
{
    private readonly SessionParts _parts;
    private readonly LiveFeed _feed;
    // Whoever posts into an idle mailbox runs the loop up to its next wait: a hand-over between threads saved at every step.
    private readonly Channel<Envelope> _mailbox = Channel.CreateUnbounded<Envelope>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionResources _resources;
    private readonly StepRunner _steps;
    private readonly SessionContent _content;
    private readonly AgentTools _tools;
    private readonly IAgentDriver? _driver;
    private readonly ILogger _log;
    private readonly RecentKeys _keys = new();
    private readonly Dictionary<TurnId, TurnMeasure> _measures = [];
    private readonly long _headBefore;
    private readonly List<Task> _retiring = [];
    private readonly List<SessionEffect> _effects = [];
    private readonly List<(TaskCompletionSource<object?> Waiter, object? Reply)> _replies = [];
    private volatile SessionState _state;
    private SessionStatus _committedStatus;
    private TurnRun? _run;
    private IAgentSession? _agent;
    private ITimer? _idle;
    private bool _idleArmed;
    private bool _isStopDecided;
    private ActorEnd? _end;
    private Owner? _successor;

    internal SessionActor(SessionParts parts, SessionState state, SessionStatus committedStatus, LiveFeed feed)
    {
        _parts = parts;
        _state = state;
        _headBefore = state.Head;
        _committedStatus = committedStatus;
        _feed = feed;
        _log = parts.Loggers.CreateLogger<SessionActor>();
        _driver = parts.Drivers.GetValueOrDefault(state.Agent.Driver);
        _content = new SessionContent(state.Key, parts.Blobs);
        _resources = new SessionResources(state.Key, state.Agent, parts.Workspaces, parts.Sandboxes, parts.Telemetry, made => Post(new SessionMessage.SandboxMade(made)));
        _tools = new AgentTools(state.Agent, parts, _resources, this);
        _steps = new StepRunner(parts, feed, _content, _resources, this);
        feed.Attach(state.Head);
    }

    /// <inheritdoc />
    public SessionState State => _state;

    internal ActorEnd End => _end ?? ActorEnd.Stopped;

    /// <summary>What it started and that had not ended when it had; known once it has ended.</summary>
    internal Task Laggards { get; private set; } = Task.CompletedTask;

    /// <inheritdoc />
    public void Post(SessionMessage message) => _mailbox.Writer.TryWrite(new Envelope(message));

    /// <summary>Runs the actor until it ends, and cleans up. Owned by the host that made it.</summary>
    internal async Task RunAsync(ActivationReason reason)
    {
        // Whoever brought the session to life is done long before it is.
        Activity.Current = null;
        Post(new SessionMessage.Activated(_parts.Owner.Node, _parts.Owner.Start, reason == ActivationReason.Resume ? "resume" : "demand"));
        try
        {
            while (_end is null && await _mailbox.Reader.WaitToReadAsync()) await TickAsync();
        }
        catch (JournalException e)
        {
            _end = ActorEnd.OutcomeUnknown;
            LogOutcomeUnknown(_state.Key, e);
        }
#pragma warning disable CA1031 // An invariant of ours did not hold: this session stops, the host goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _end = ActorEnd.Broken;
            LogBroken(_state.Key, e);
        }

        await CleanUpAsync();
    }

    /// <summary>Takes what waits in the mailbox, decides it, commits it as one, and does what follows from it.</summary>
    private async Task TickAsync()
    {
        var draft = new CommitDraft(_state.Key);
        // What comes behind a stop is not taken: it would be recorded by an actor that does not act on it any more.
        while (!draft.IsEnough && !_isStopDecided && _mailbox.Reader.TryRead(out var envelope)) Decide(envelope, draft);
        if (!draft.IsEmpty)
        {
            _end = await CommitAsync(draft);
            if (_end is not null) return;
            _parts.Probe.Reached(ProbePoint.AfterCommit);
            _feed.Publish(draft.Events, draft.ClosedSteps);
        }

        foreach (var (waiter, reply) in _replies) waiter.TrySetResult(reply);
        _replies.Clear();
        foreach (var effect in _effects) Do(effect);
        _effects.Clear();
        ArmIdle();
    }

    private void Decide(Envelope envelope, CommitDraft draft)
    {
        if (envelope.Reply is not null) Interlocked.Decrement(ref _waiting);
        var client = (envelope.Message as SessionMessage.PromptReceived)?.Command.Key;
        if (client is not null && _keys.Find(client.Key) is { } earlier)
        {
            _replies.Add((envelope.Reply!, PromptKeys.Replay(earlier, client)));
            return;
        }

        var now = _parts.Time.GetUtcNow();
        var reply = _replies.Count;
        if (envelope.Reply is { } waiter) _replies.Add((waiter, null));
        var decision = SessionDecisions.Decide(_state, envelope.Message, now);
        if (draft.TryAdd(decision) is { } why)
        {
            decision = Unrecordable.Instead(_state, envelope.Message, now, why);
            if (draft.TryAdd(decision) is { } still) throw new InvalidOperationException(still);
        }

        _state = decision.State;
        if (client is not null && decision.Reply is PromptResult.Accepted accepted)
        {
            var key = PromptKeys.Make(_state.Key.Session, client, accepted, now);
            _keys.Add(key);
            draft.Add(key);
        }

        if (envelope.Reply is { } asking) _replies[reply] = (asking, decision.Reply);
        _effects.AddRange(decision.AfterCommit);
        _isStopDecided = decision.AfterCommit.Any(e => e is SessionEffect.Stop);
        foreach (var effect in decision.AtOnce) Do(effect);
    }

    private async ValueTask<ActorEnd?> CommitAsync(CommitDraft draft)
    {
        if (_run?.Measure.Span is { } span) Activity.Current = span;
        var status = _state.Status;
        var summary = status == _committedStatus ? null : new SessionSummary(status, _parts.Time.GetUtcNow());
        foreach (var commit in draft.Commits(_state.Epoch, summary))
        {
            switch (await _parts.Journal.AppendAsync(commit, CancellationToken.None))
            {
                case AppendResult.Appended:
                    continue;
                case AppendResult.Fenced fenced:
                    LogFenced(_state.Key, _state.Epoch, fenced.Epoch);
                    _successor = fenced.By;
                    return ActorEnd.Fenced;
                case AppendResult.Gone:
                    return ActorEnd.Gone;
                case AppendResult.Conflict conflict:
                    LogConflict(_state.Key, conflict.Reason);
                    return ActorEnd.OutcomeUnknown;
            }
        }

        _committedStatus = status;
        return null;
    }

    private void Do(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.StartProgram e: StartProgram(e.Turn); break;
            case SessionEffect.Deliver e: _run?.Deliver(e.Step); break;
            case SessionEffect.Abort e: _run?.Abort(e.Ordinal); break;
            case SessionEffect.BeginAttempt e: Attempt(e.Step, (s, r, p) => _steps.BeginAsync(s, r, p)); break;
            case SessionEffect.Verify e: Attempt(e.Step, (s, r, p) => _steps.ResolveAsync(s, r, p, ToolWork.Verify)); break;
            case SessionEffect.Compensate e: Attempt(e.Step, (s, r, p) => _steps.ResolveAsync(s, r, p, ToolWork.Compensate)); break;
            case SessionEffect.AnswerTool e: _run?.Answer(e.Approval, new ApprovalOutcome(e.Decision, e.Answer)); break;
            case SessionEffect.RetryLater e: _run?.Track(_steps.RetryAsync(e, _run)); break;
            case SessionEffect.ArmDeadline e: ArmDeadline(e); break;
            case SessionEffect.Interrupt e: Interrupt(e.Turn); break;
            case SessionEffect.TurnOver e: TurnOver(e); break;
            case SessionEffect.Stop: _end = ActorEnd.Stopped; break;
            default: throw new InvalidOperationException($"No hand for {effect.GetType().Name}.");
        }
    }

    private void Attempt(StepRecord step, Func<StepRecord, TurnRun, PendingStep, Task> begin)
    {
        // Ended with its turn, or aborted, between its decision and its commit: nobody waits for it. The next turn counts its steps from 0 again.
        if (_run is not { } run || _state.Running is not { } turn || turn.Turn != run.Turn || turn.Find(step.Sequence) is not { IsOpen: true }) return;
        if (run.Find(step.Ordinal) is { } pending && !run.Token.IsCancellationRequested) run.Track(begin(step, run, pending));
    }

    private void ArmIdle()
    {
        var idle = _state.IsIdle && _end is null;
        if (idle == _idleArmed) return;
        _idleArmed = idle;
        _idle ??= _parts.Time.CreateTimer(
            static actor => ((SessionActor)actor!).Post(new SessionMessage.StopRequested(DeactivationReason.Idle)), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idle.Change(idle ? _state.Agent.KeepAlive : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private async Task CleanUpAsync()
    {
        await _stopping.CancelAsync();
        _mailbox.Writer.TryComplete();
        if (_idle is not null) await _idle.DisposeAsync();
        if (_run is { } run) Retire(run);
        await WithinAsync(Task.WhenAll(_retiring));
        foreach (var measure in _measures.Values) measure.End(reason: null, error: null, _state.Running?.Usage ?? Usage.None);
        await WithinAsync(ReleaseAsync());
        foreach (var (waiter, _) in _replies) waiter.TrySetException(new ActorEndedException(End));
        while (_mailbox.Reader.TryRead(out var envelope)) envelope.Reply?.TrySetException(new ActorEndedException(End, wasTaken: false));
        if (End == ActorEnd.Gone) _feed.Close(new FeedItem.Closed(FeedClosedReason.Deleted));
        if (End == ActorEnd.Fenced) _parts.Feeds.Move(_feed, _successor?.Address);
        _feed.Detach();
        _parts.Feeds.Release(_feed);
        _stopping.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>Waits for what ends with the session, but not for ever: the next activation proves dead what is left.</summary>
    private async Task WithinAsync(Task ending)
    {
        try
        {
            await ending.WaitAsync(_parts.Options.StopTimeout, _parts.Time);
        }
        catch (TimeoutException)
        {
            Laggards = Task.WhenAll(Laggards, ending);
            LogStuck(_state.Key, _parts.Options.StopTimeout);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _tools.DisposeAsync();
            await _resources.DisposeAsync();
            if (_agent is not null) await _agent.DisposeAsync();
        }
#pragma warning disable CA1031 // A driver or sandbox that fails to end must not keep the session from ending; the next activation proves it dead.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReleaseFailed(_state.Key, e);
        }
    }
}
