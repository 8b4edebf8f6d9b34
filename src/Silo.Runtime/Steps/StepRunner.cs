using Silo.Abstractions.Events;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Runs attempts of steps once their start is durable, and brings their ends to the actor's mailbox.</summary>
internal sealed class StepRunner(SessionParts parts, LiveFeed feed, SessionContent content, SessionResources resources, ITurnPort actor)
{
    private static readonly TimeSpan WaitMost = TimeSpan.FromDays(40);

    private readonly MessageAttempts _messages = new(parts, feed, content, actor);
    private readonly ToolAttempts _tools = new(parts, feed, content, resources, actor);
    private readonly CodeAttempts _code = new(content, actor);

    /// <summary>Runs one attempt to its end. Never throws: what fails is recorded.</summary>
    internal Task BeginAsync(StepRecord step, TurnRun run, PendingStep pending) => pending switch
    {
        PendingStep.Message m => _messages.RunAsync(step, run, m),
        PendingStep.Tool t => _tools.RunAsync(step, run, t, ToolWork.Run),
        PendingStep.Code c => _code.RunAsync(step, run, c.Body),
        _ => throw new InvalidOperationException($"A step of kind {step.Kind} has no attempt."),
    };

    internal Task ResolveAsync(StepRecord step, TurnRun run, PendingStep pending, ToolWork work) =>
        _tools.RunAsync(step, run, (PendingStep.Tool)pending, work);

    /// <summary>Waits, then asks for the next attempt.</summary>
    internal async Task RetryAsync(SessionEffect.RetryLater retry, TurnRun run)
    {
        try
        {
            // A provider may ask for more than a timer can wait; and a timer counts whole milliseconds, so the rest of one is rounded up.
            for (var wait = Left(); wait > TimeSpan.Zero; wait = Left())
                await Task.Delay(wait < WaitMost ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : WaitMost, parts.Time, run.Token);
            actor.Post(new SessionMessage.AttemptDue(retry.Step, retry.Attempt, retry.Reason));
        }
        catch (OperationCanceledException)
        {
            // The turn was interrupted: the decision on that has told the program already.
        }

        TimeSpan Left() => retry.At - parts.Time.GetUtcNow();
    }

    /// <summary>An error's text, short enough for an event.</summary>
    internal static EventError Error(string code, string message, bool retryable = false) =>
        new(WholeText.Cut(code, 64), WholeText.Cut(message, 2000), retryable);
}
