using Microsoft.Extensions.Logging;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Runs tool calls, and resolves those in doubt.</summary>
/// <remarks>
/// A call that does not end at its timeout is told to; when it still runs after a grace it is given up: recorded as timed out, its sandbox
/// ended, nothing more lent to it. Its task goes on to be owned here, and is waited for when the session ends.
/// </remarks>
internal sealed partial class ToolAttempts(SessionParts parts, LiveFeed feed, SessionContent content, SessionResources resources, ITurnPort actor)
{
    private readonly SessionArtifacts _artifacts = new(actor.State, parts.Blobs);
    private readonly ToolResults _results = new(content, new ResultKeeper(resources));
    private readonly ILogger _log = parts.Loggers.CreateLogger<ToolAttempts>();
    private int _givenUp;

    internal async Task RunAsync(StepRecord step, TurnRun run, PendingStep.Tool pending, ToolWork work)
    {
        var state = actor.State;
        var message = feed.OpenMessage(
            new OpenMessageKey(step.Sequence, state.Epoch, step.Attempt),
            run.Turn,
            state.Agent.Name,
            state.Agent.Limits.MessageBytesMax,
            parts.Options.KeepPieces);
        feed.Write(message, (step.CallId, step.Name), static (m, a) => m.Open(DeltaKind.ToolResult, a.CallId, a.Name));
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var measure = parts.Telemetry.BeginTool(run.Measure, state, step);
        if (pending.Target is not { } tool)
        {
            Post(step, measure, ToolEnds.Refused(StepRunner.Error("tool_unknown", $"There is no tool '{step.Name}' any more.")));
            return;
        }

        if (Volatile.Read(ref _givenUp) >= state.Agent.Limits.ParallelToolsMax)
        {
            Post(step, measure, ToolEnds.Refused(StepRunner.Error("tools_stuck", $"{state.Agent.Limits.ParallelToolsMax} calls that ran past their timeouts have not ended yet; no more are begun until one has.", retryable: true)));
            return;
        }

        var output = new ToolOutputSink(feed, message);
        var artifacts = new CallArtifacts(_artifacts);
        var loan = resources.Lend();
        var lent = new LentResources(loan);
        using var clock = new CallClock(tool.Definition.Timeout, parts.Options.ToolGrace, parts.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(run.Token, clock.Token);
        var call = Invocation(step, run, pending, state, lent, output, artifacts, new ToolQuestions(actor, run, step, parts.Ids, clock));
        var attempt = AttemptAsync(step, run, tool, call, loan, work, output, artifacts, clock, linked.Token);
        if (await Task.WhenAny(attempt, clock.Over) == attempt)
        {
            if (await attempt is not { } end) return;
            if (end is SessionMessage.AttemptEnded ended) measure.Ended(ended.End);
            actor.Post(end);
            return;
        }

        Interlocked.Increment(ref _givenUp);
        artifacts.Take();
        await GiveUpAsync(step, run, tool, lent, loan, output, measure);
        await attempt;
        Interlocked.Decrement(ref _givenUp);
    }

    /// <summary>Runs the call to its end, whatever that is; null when nothing is to be recorded. Never throws.</summary>
    private async Task<SessionMessage?> AttemptAsync(
        StepRecord step, TurnRun run, AgentTool tool, ToolInvocation call, CallResources loan, ToolWork work, ToolOutputSink output, CallArtifacts artifacts, CallClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var result = await WorkOnLoanAsync(tool.Tool, call, loan, work, cancellationToken);
            return result is null
                ? new SessionMessage.AttemptDue(step.Sequence, step.Attempt, "verified_not_run")
                : Ended(step, await _results.EndAsync(step.Sequence, result, output, artifacts, call.Agent.Limits.ToolOutputBytesMax));
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            return run.IsStopping ? null : Ended(step, ToolEnds.Text(ToolStatus.Cancelled, "The turn was cancelled while the call ran; it may have partly run."));
        }
        catch (OperationCanceledException) when (clock.Token.IsCancellationRequested)
        {
            return Ended(step, ToolEnds.Text(ToolStatus.TimedOut, $"The call ran longer than {tool.Definition.Timeout.TotalSeconds} s and was ended; it may have partly run."));
        }
        catch (ToolUnavailableException e)
        {
            return Ended(step, ToolEnds.Refused(StepRunner.Error(e.Code, e.Message)));
        }
        catch (Exception e) when (e is WorkspaceException or SandboxException or IOException)
        {
            var error = StepRunner.Error("tool_failed", e.Message);
            return Ended(step, ToolEnds.Text(ToolStatus.Error, error.Message, error));
        }
#pragma warning disable CA1031 // The edge to a tool's own code: whatever it throws is that call's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = StepRunner.Error("tool_failed", $"{step.Name} failed inside: {e.GetType().Name}: {e.Message}");
            return Ended(step, ToolEnds.Text(ToolStatus.Error, error.Message, error));
        }
        finally
        {
            // However it ended: what it left running stores nothing more.
            artifacts.Take();
        }
    }

    /// <summary>Records a call that does not end as timed out; what it has in the sandbox is ended first, so that it does not meet the next step.</summary>
    private async Task GiveUpAsync(StepRecord step, TurnRun run, AgentTool tool, LentResources lent, CallResources loan, ToolOutputSink output, ToolCallMeasure measure)
    {
        LogGivenUp(actor.State.Key, step.Name, tool.Definition.Timeout, parts.Options.ToolGrace);
        lent.TakeBack();
        output.Close();

        // When its turn was interrupted or is over, that has ended the sandbox; by now there may be the next turn's.
        if (run.Token.IsCancellationRequested) return;
        try
        {
            if (lent.SandboxLent) await loan.EndSandboxAsync(CancellationToken.None).WaitAsync(parts.Options.ToolGrace, parts.Time);
        }
        catch (Exception e) when (e is SandboxException or IOException or TimeoutException or ObjectDisposedException)
        {
            // The next activation proves it dead.
            LogSandboxLeft(actor.State.Key, e);
        }

        Post(step, measure, ToolEnds.Text(ToolStatus.TimedOut, $"The call ran longer than {tool.Definition.Timeout.TotalSeconds} s, did not end when it was told to, and was given up. It may have partly run, and may still take effect."));
    }

    private static async Task<ToolResult?> WorkOnLoanAsync(ITool tool, ToolInvocation call, CallResources loan, ToolWork work, CancellationToken cancellationToken)
    {
        try
        {
            return await WorkAsync(tool, call, work, cancellationToken);
        }
        finally
        {
            await loan.ReturnAsync();
        }
    }

    private static async Task<ToolResult?> WorkAsync(ITool tool, ToolInvocation call, ToolWork work, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case ToolWork.Verify when tool is IVerifiableTool verifiable:
                return await verifiable.VerifyAsync(call, cancellationToken);
            case ToolWork.Compensate when tool is ICompensatedTool compensated:
                await compensated.CompensateAsync(call, cancellationToken);
                return new ToolResult(ToolStatus.Interrupted, "The call was interrupted when its host went away; what it had done was undone.");
            case ToolWork.Run:
                return await tool.RunAsync(call, cancellationToken);
            default:
                return new ToolResult(ToolStatus.Interrupted, $"The call was interrupted when its host went away, and its tool cannot {work.ToString().ToLowerInvariant()} it. It may have run.");
        }
    }

    private static ToolInvocation Invocation(
        StepRecord step, TurnRun run, PendingStep.Tool pending, SessionState state, ISessionResources lent, IToolOutput output, IToolArtifacts artifacts, IToolQuestions questions) => new()
        {
            Session = state.Key,
            Turn = run.Turn,
            Agent = state.Agent,
            Step = step.Sequence,
            Key = StepKeys.For(state.Key.Session, step.Sequence),
            Epoch = state.Epoch,
            Attempt = step.Attempt,
            Input = pending.Input,
            Resources = lent,
            Output = output,
            Artifacts = artifacts,
            Questions = questions,
        };

    private static SessionMessage.AttemptEnded Ended(StepRecord step, StepEnd end) => new(step.Sequence, step.Attempt, end);

    private void Post(StepRecord step, ToolCallMeasure measure, StepEnd end)
    {
        measure.Ended(end);
        actor.Post(Ended(step, end));
    }
}
