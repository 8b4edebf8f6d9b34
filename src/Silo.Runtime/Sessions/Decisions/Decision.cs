using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What a message leads to: the next state, what to commit, what to do before and after the commit, what to answer.</summary>
internal sealed class Decision(SessionState state, DateTimeOffset now)
{
    private readonly List<SessionEvent> _events = [];
    private readonly List<TurnTicket> _tickets = [];
    private readonly List<ApprovalRow> _approvals = [];
    private readonly List<SessionEffect> _atOnce = [];
    private readonly List<SessionEffect> _afterCommit = [];

    internal SessionState State { get; private set; } = state;

    internal DateTimeOffset Now => now;

    internal IReadOnlyList<SessionEvent> Events => _events;

    internal IReadOnlyList<TurnTicket> Tickets => _tickets;

    internal IReadOnlyList<ApprovalRow> Approvals => _approvals;

    /// <summary>Effects that only reach the turn's program, which acts through recorded steps alone.</summary>
    internal IReadOnlyList<SessionEffect> AtOnce => _atOnce;

    /// <summary>Effects on the world: done once the commit is durable.</summary>
    internal IReadOnlyList<SessionEffect> AfterCommit => _afterCommit;

    internal object? Reply { get; set; }

    internal long NextSequence => State.Head + 1;

    /// <summary>Adds an event and folds it into the state.</summary>
    /// <returns>Its sequence.</returns>
    internal long Emit(EventData data, TurnId? turn = null, long step = 0)
    {
        var e = new SessionEvent
        {
            Key = State.Key,
            Sequence = NextSequence,
            Time = now,
            Epoch = State.Epoch,
            Turn = turn,
            Step = step,
            Agent = State.Agent.Name,
            Data = data,
        };
        _events.Add(e);
        State = SessionFold.Apply(State, e);
        return e.Sequence;
    }

    internal void Change(Func<RunningTurn, RunningTurn> change) => State = SessionFold.Turn(State, change);

    internal void Put(TurnTicket ticket) => _tickets.Add(ticket);

    internal void Put(ApprovalRow approval) => _approvals.Add(approval);

    internal void AtOnceDo(SessionEffect effect) => _atOnce.Add(effect);

    internal void AfterCommitDo(SessionEffect effect) => _afterCommit.Add(effect);
}
