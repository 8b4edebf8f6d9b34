using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Runs model calls.</summary>
internal sealed class MessageAttempts(SessionParts parts, LiveFeed feed, SessionContent content, ITurnPort actor)
{
    internal async Task RunAsync(StepRecord step, TurnRun run, PendingStep.Message pending)
    {
        var state = actor.State;
        var open = feed.OpenMessage(
            new OpenMessageKey(step.Sequence, state.Epoch, step.Attempt),
            run.Turn,
            state.Agent.Name,
            state.Agent.Limits.MessageBytesMax,
            parts.Options.KeepPieces);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var measure = parts.Telemetry.BeginModelCall(run.Measure, state, step, pending.Request);
        if (await AttemptAsync(step, run, pending.Producer, open, state, measure) is { } message) actor.Post(message);
    }

    private async Task<SessionMessage?> AttemptAsync(StepRecord step, TurnRun run, MessageProducer producer, OpenMessage open, SessionState state, ModelCallMeasure measure)
    {
        try
        {
            var attempt = new MessageAttempt
            {
                Attempt = step.Attempt,
                Key = StepKeys.For(state.Key.Session, step.Sequence),
                Conversation = await content.FillAsync(ConversationBuilder.Build(state.Transcript, step.Sequence), run.Token),
                Agent = state.Agent,
                Tools = [.. (await run.Tools.ListAsync(run.Token)).Where(t => t.IsOffered).Select(t => t.Definition)],
            };
            var result = await producer(attempt, new MessageSink(feed, open, parts.Probe, measure), run.Token);
            measure.Completed(result);
            var blocks = await content.BlocksAsync(open.Blocks, run.Token);
            return Ended(step, new StepEnd.Message(blocks, result.StopReason, result.Model), result.Usage, "completed");
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            measure.Failed(InterruptReasons.Cancelled);
            return run.IsStopping ? null : Ended(step, await PartialAsync(step, open), usage: null, "cancelled");
        }
        catch (ModelCallException e) when (e.Retryable)
        {
            measure.Failed(e.Code, e.Usage);
            return new SessionMessage.AttemptFailed(
                step.Sequence, step.Attempt, StepRunner.Error(e.Code, e.Message, retryable: true), e.RetryAfter, e.Usage, parts.Random.NextDouble());
        }
        catch (ModelCallException e)
        {
            return Failed(step, e.Code, e.Message, e.Usage, measure);
        }
        catch (MessageTooLargeException e)
        {
            return Failed(step, "message_too_large", e.Message, usage: null, measure);
        }
#pragma warning disable CA1031 // The edge to a provider's library: whatever it throws ends this step, not the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(step, "model_call_failed", $"{e.GetType().Name}: {e.Message}", usage: null, measure);
        }
    }

    /// <summary>What a person has seen of a cancelled message stays in the conversation; tool calls that were never run do not.</summary>
    private async Task<StepEnd> PartialAsync(StepRecord step, OpenMessage open)
    {
        // The blocks keep their indexes, also after a thought that its provider will not take back: readers stand in them.
        var kept = feed.Read(open, m => m.Blocks.TakeWhile(b => b.Kind != DeltaKind.ToolUse).ToArray());
        try
        {
            return new StepEnd.Message(await content.BlocksAsync(kept, CancellationToken.None), "cancelled", step.Name);
        }
        catch (Exception e) when (e is ModelCallException or IOException)
        {
            return new StepEnd.Failed(StepRunner.Error(InterruptReasons.Cancelled, $"The turn was cancelled, and what had come of the message could not be kept: {e.Message}"));
        }
    }

    private static SessionMessage.AttemptEnded Failed(StepRecord step, string code, string message, Usage? usage, ModelCallMeasure measure)
    {
        measure.Failed(code, usage);
        return Ended(step, new StepEnd.Failed(StepRunner.Error(code, message)), usage, "failed");
    }

    private static SessionMessage.AttemptEnded Ended(StepRecord step, StepEnd end, Usage? usage, string outcome) =>
        new(step.Sequence, step.Attempt, end, usage, usage is null ? null : outcome);
}
