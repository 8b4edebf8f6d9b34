using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A prompt starts a turn, waits its turn, or joins the running one.</summary>
internal static class PromptDecisions
{
    /// <summary>Most prompts spoken into one turn.</summary>
    internal const int InterjectionsMax = 256;

    internal static void Received(Decision decision, SessionMessage.PromptReceived message)
    {
        if (message.Command.Mode == PromptMode.Interject && decision.State.Running is { Interrupt: null } running)
            Interject(decision, running, message);
        else
            Queue(decision, message);
    }

    private static void Interject(Decision decision, RunningTurn running, SessionMessage.PromptReceived message)
    {
        if (!message.CanInterject)
        {
            decision.Reply = new PromptResult.CannotInterject();
        }
        else if (running.Interjections.Count >= InterjectionsMax)
        {
            decision.Reply = new PromptResult.QueueFull(InterjectionsMax);
        }
        else
        {
            var sequence = decision.Emit(new TurnInterjected { Prompt = message.Command.Prompt }, running.Turn);
            decision.Reply = new PromptResult.Accepted(running.Turn, sequence, Position: 0, Replayed: false);
        }
    }

    private static void Queue(Decision decision, SessionMessage.PromptReceived message)
    {
        var state = decision.State;
        var limit = state.Agent.Limits.QueuedTurnsMax;
        if (state.Running is not null && state.Queue.Count >= limit)
        {
            decision.Reply = new PromptResult.QueueFull(limit);
            return;
        }

        var position = state.Running is null ? 0 : state.Queue.Count + 1;
        var deadlineMs = message.Command.Deadline is { } deadline ? (long?)deadline.TotalMilliseconds : null;
        var sequence = decision.Emit(
            new TurnQueued { Prompt = message.Command.Prompt, Position = position, DeadlineMs = deadlineMs, Trace = message.Trace }, message.NewTurn);
        decision.Reply = new PromptResult.Accepted(message.NewTurn, sequence, position, Replayed: false);
        if (state.Running is null) TurnDecisions.StartNext(decision);
        else decision.Put(Tickets.Queued(state.Key, decision.State.Queue[^1]));
    }
}
