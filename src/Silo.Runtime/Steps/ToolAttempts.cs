using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Runs tool calls, and resolves those in doubt.</summary>
internal sealed class ToolAttempts(SessionParts parts, LiveFeed feed, SessionContent content, SessionResources resources, ITurnPort actor)
{
    internal async Task RunAsync(StepRecord step, TurnRun run, PendingStep.Tool pending, ToolWork work)
    {
        var state = actor.State;
        var output = feed.OpenMessage(
            new OpenMessageKey(step.Sequence, state.Epoch, step.Attempt),
            run.Turn,
            state.Agent.Name,
            state.Agent.Limits.MessageBytesMax,
            parts.Options.KeepPieces);
        feed.Write(output, (step.CallId, step.Name), static (m, a) => m.Open(DeltaKind.ToolResult, a.CallId, a.Name));
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (pending.Target is not { } tool)
        {
            Post(step, ToolEnds.Refused(StepRunner.Error("tool_unknown", $"There is no tool '{step.Name}' any more.")));
            return;
        }

        var call = Invocation(step, run, pending, state, new ToolOutputSink(feed, output));
        using var timeout = new CancellationTokenSource(tool.Definition.Timeout, parts.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(run.Token, timeout.Token);
        try
        {
            var result = await WorkAsync(tool.Tool, call, work, linked.Token);
            if (result is null) actor.Post(new SessionMessage.AttemptDue(step.Sequence, step.Attempt, "verified_not_run"));
            else Post(step, await EndAsync(result, state.Agent.Limits.ToolOutputBytesMax));
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            if (!run.IsStopping) Post(step, ToolEnds.Text(ToolStatus.Cancelled, "The turn was cancelled while the call ran; it may have partly run."));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Post(step, ToolEnds.Text(ToolStatus.TimedOut, $"The call ran longer than {tool.Definition.Timeout.TotalSeconds} s and was ended; it may have partly run."));
        }
        catch (ToolUnavailableException e)
        {
            Post(step, ToolEnds.Refused(StepRunner.Error(e.Code, e.Message)));
        }
        catch (Exception e) when (e is WorkspaceException or SandboxException or IOException)
        {
            var error = StepRunner.Error("tool_failed", e.Message);
            Post(step, ToolEnds.Text(ToolStatus.Error, error.Message, error));
        }
#pragma warning disable CA1031 // The edge to a tool's own code: whatever it throws is that call's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = StepRunner.Error("tool_failed", $"{step.Name} failed inside: {e.GetType().Name}: {e.Message}");
            Post(step, ToolEnds.Text(ToolStatus.Error, error.Message, error));
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

    private ToolInvocation Invocation(StepRecord step, TurnRun run, PendingStep.Tool pending, SessionState state, IToolOutput output) => new()
    {
        Session = state.Key,
        Turn = run.Turn,
        Agent = state.Agent,
        Step = step.Sequence,
        Key = StepKeys.For(state.Key.Session, step.Sequence),
        Epoch = state.Epoch,
        Attempt = step.Attempt,
        Input = pending.Input,
        Resources = resources,
        Output = output,
    };

    private async Task<StepEnd> EndAsync(ToolResult result, int bytesMax)
    {
        // The tool has acted: its result is recorded whatever happens to the turn meanwhile.
        var text = await content.TextAsync(ToolText.Cut(WholeText.Of(result.Text), bytesMax), CancellationToken.None);
        return new StepEnd.Tool(result.Status, [text], result.ExitCode, result.Error is { } e ? StepRunner.Error(e.Code, e.Message, e.Retryable) : null);
    }

    private void Post(StepRecord step, StepEnd end) => actor.Post(new SessionMessage.AttemptEnded(step.Sequence, step.Attempt, end));
}
