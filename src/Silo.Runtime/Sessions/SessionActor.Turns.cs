using System.Diagnostics;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Steps;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Sessions;

/// <content>The turn's program: started, interrupted, laid down.</content>
internal sealed partial class SessionActor
{
    private void StartProgram(RunningTurn turn)
    {
        if (_run is { } earlier) Retire(earlier);
        // A program that is sent on is the same turn.
        if (!_measures.TryGetValue(turn.Turn, out var measure))
            _measures[turn.Turn] = measure = _parts.Telemetry.BeginTurn(_state, turn, turn.Queued.Sequence > _headBefore);
        var run = new TurnRun(turn.Turn, _tools, measure, _stopping.Token);
        _run = run;
        run.Track(RunProgramAsync(run, new TurnContext(this, run, turn, _tools, _content, _parts.Ids)));
    }

    private async Task RunProgramAsync(TurnRun run, TurnContext context)
    {
        if (run.Measure.Span is { } span) Activity.Current = span;
        TurnOutcome outcome;
        try
        {
            _agent ??= await OpenAgentAsync(run.Token);
            outcome = await _agent.RunTurnAsync(context, run.Token);
        }
        catch (OperationCanceledException)
        {
            if (run.IsStopping) return;
            // What the turn's end says stands with its interruption.
            outcome = new TurnOutcome(StopReason.Cancelled);
        }
        catch (StepFailedException e)
        {
            outcome = new TurnOutcome(StopReason.Failed, e.Error);
        }
        catch (AgentUnavailableException e)
        {
            outcome = new TurnOutcome(StopReason.Failed, StepRunner.Error(e.Code, e.Message, retryable: true));
        }
#pragma warning disable CA1031 // The edge to a driver's own code: whatever it throws ends the turn by name, not the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogProgramFailed(_state.Key, run.Turn, e);
            outcome = new TurnOutcome(StopReason.Failed, StepRunner.Error("program_failed", $"The agent's program failed: {e.GetType().Name}: {e.Message}"));
        }

        Post(new SessionMessage.ProgramEnded(run.Turn, outcome));
    }

    private Task<IAgentSession> OpenAgentAsync(CancellationToken cancellationToken) => _driver is null
        ? throw new AgentUnavailableException("driver_unknown", $"This host has no driver '{_state.Agent.Driver}'.")
        : _driver.OpenAsync(_state.Key, _state.Agent, cancellationToken);

    private void ArmDeadline(SessionEffect.ArmDeadline e)
    {
        if (_run is not { } run || run.Turn != e.Turn) return;
        run.Deadline?.Dispose();
        run.Deadline = TimerFor(e.At - _parts.Time.GetUtcNow(), new SessionMessage.InterruptDue(e.Turn, InterruptReasons.Deadline));
    }

    private void Interrupt(TurnId turn)
    {
        if (_run is not { } run || run.Turn != turn) return;
        run.Grace = TimerFor(_parts.Options.InterruptGrace, new SessionMessage.GraceOver(turn));
        run.Track(run.CancelAsync());
    }

    private void TurnOver(SessionEffect.TurnOver over)
    {
        var turn = over.Turn;
        if (_measures.Remove(turn, out var measure)) measure.End(over.Reason, over.Error, over.Usage);
        // The next turn's program may have replaced the run already.
        if (_run is { } run && run.Turn == turn)
        {
            _run = null;
            Retire(run);
        }
    }

    /// <summary>Lets a run go once everything that it started has ended.</summary>
    private void Retire(TurnRun run)
    {
        _retiring.RemoveAll(t => t.IsCompleted);
        var retired = RetireAsync(run);
        if (!retired.IsCompleted) _retiring.Add(retired);
    }

    private async Task RetireAsync(TurnRun run)
    {
        var tasks = run.Tasks.Where(t => !t.IsCompleted).ToArray();
        run.AbortAll();
        // A program may end while something it began goes on: that ends with it, and does not touch the next turn's files.
        var cancelled = run.CancelAsync();
        if (tasks.Length > 0 && run.Grace is not null && !tasks.All(t => t.IsCompleted)) await EndSandboxAsync();
        await Task.WhenAll([cancelled, .. tasks]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        run.Dispose();
    }

    /// <summary>Something in an interrupted turn does not end: the sandbox takes it along.</summary>
    private async Task EndSandboxAsync()
    {
        try
        {
            await _resources.EndSandboxAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // The edge to a sandbox's provider: one that will not end must not keep the session from ending; the next activation proves it dead.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogReleaseFailed(_state.Key, e);
        }
    }

    private ITimer TimerFor(TimeSpan after, SessionMessage message)
    {
        // A timer's longest wait is below 50 days; no turn is meant to be longer.
        var wait = after < TimeSpan.Zero ? TimeSpan.Zero : after > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : after;
        return _parts.Time.CreateTimer(_ => Post(message), state: null, wait, Timeout.InfiniteTimeSpan);
    }
}
