using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Adds one event to a state. The same fold serves decisions as they are made and recovery from the journal.</summary>
internal static class SessionFold
{
    internal static SessionState Apply(SessionState state, SessionEvent e)
    {
        if (e.Sequence != state.Head + 1) throw new InvalidDataException($"{state.Key}: event {e.Sequence} does not follow {state.Head}.");
        var next = state with { Head = e.Sequence };
        return e.Data switch
        {
            SessionCreated created => next with { Definition = AgentJson.FromElement(created.Definition) },
            SessionActivated => next with { Epoch = e.Epoch },
            TurnQueued queued => next with { Queue = next.Queue.Add(new QueuedTurn(e.Turn!.Value, queued.Prompt, queued.DeadlineMs, e.Sequence, e.Time, queued.Trace)) },
            TurnStarted => Start(next, e),
            TurnInterjected said => Interject(next, said, e.Sequence),
            TurnCancelRequested request => Turn(next, t => t with { Interrupt = t.Interrupt ?? request.Reason }),
            TurnEnded => next.Running?.Turn == e.Turn
                ? next with { Running = null }
                : next with { Queue = next.Queue.RemoveAll(t => t.Turn == e.Turn) },
            StateWaiting => Turn(next, t => t with { WaitsForRetry = true }),
            StateRunning => Turn(next, t => t with { WaitsForRetry = false }),
            ToolsListed listed => next with { Listed = next.Listed.SetItem(listed.Server, listed) },
            ArtifactPublished published => next with { Artifacts = next.Artifacts + 1, ArtifactBytes = next.ArtifactBytes + published.Content.Size },
            UsageRecorded recorded => Turn(next, t => t with { Usage = t.Usage + recorded.Usage }),
            _ => ToolRates.Apply(StepFold.Apply(next, e), e),
        };
    }

    internal static SessionState Turn(SessionState state, Func<RunningTurn, RunningTurn> change) =>
        state.Running is { } running ? state with { Running = change(running) } : state;

    internal static SessionState Say(SessionState state, ConversationEntry entry) =>
        state with { Transcript = state.Transcript.Add(new TranscriptEntry(state.Head, entry)) };

    private static SessionState Start(SessionState state, SessionEvent e)
    {
        var queued = state.Queue.Find(t => t.Turn == e.Turn) ?? throw new InvalidDataException($"{state.Key}: turn {e.Turn} starts without having been queued.");
        return Say(
            state with { Queue = state.Queue.Remove(queued), Running = new RunningTurn { Queued = queued, StartedAt = e.Time } },
            new ConversationEntry(ConversationRole.User, queued.Prompt));
    }

    private static SessionState Interject(SessionState state, TurnInterjected said, long sequence) => Say(
        Turn(state, t => t with { Interjections = t.Interjections.Add(sequence) }),
        new ConversationEntry(ConversationRole.User, said.Prompt));
}
