using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Tests.Fakes;

internal static class Sample
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly SessionId Session = SessionId.Create(Time, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    public static readonly SessionId Other = SessionId.Create(Time, [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    public static readonly TurnId Turn = TurnId.Create(Time, [0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    public static readonly TurnId OtherTurn = TurnId.Create(Time, [0, 0, 0, 0, 0, 0, 0, 0, 0, 5]);
    public static readonly ApprovalId Approval = ApprovalId.Create(Time, [0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    public static readonly SessionKey Key = new(TenantId.Default, Session);

    public static AgentDefinition Agent => new() { Name = "demo", Version = "1", Description = "A demo", Driver = "scripted", Tools = [new ToolSettings { Name = "shell" }] };

    public static SessionRow Row(SessionId? id = null, long head = 1000) => new()
    {
        Key = new SessionKey(TenantId.Default, id ?? Session),
        Agent = "demo",
        AgentVersion = "1",
        Title = "Täst",
        Labels = new Dictionary<string, string> { ["k"] = "v" },
        CreatedAt = Time,
        UpdatedAt = Time,
        Epoch = 1,
        Head = head,
    };

    public static TurnTicket Ticket(TurnState state, StopReason? reason = null, long? endedSequence = null) => new()
    {
        Key = Key,
        Turn = Turn,
        State = state,
        QueuedAt = Time,
        QueuedSequence = 2,
        EndedAt = state == TurnState.Ended ? Time.AddSeconds(9) : null,
        EndedSequence = endedSequence,
        StopReason = reason,
    };

    public static ApprovalRow ApprovalRow(string? decision = null) => new()
    {
        Key = Key,
        Approval = Approval,
        Turn = Turn,
        Reason = "policy",
        Title = "shell wants to run",
        Tool = "shell",
        RequestedAt = Time,
        RequestedSequence = 3,
        Decision = decision,
        DecidedBy = decision is null ? null : "anna",
        DecidedAt = decision is null ? null : Time,
    };

    public static FeedItem.Event Event(long sequence, EventData data, TurnId? turn = null) => new(
        EventCodec.Encode(new SessionEvent { Key = Key, Sequence = sequence, Time = Time, Epoch = 1, Turn = turn ?? Turn, Agent = "demo", Data = data }),
        new Cursor(Session, sequence, []));

    public static FeedItem.Event Ended(long sequence, TurnId? turn = null, EventError? error = null) =>
        Event(sequence, new TurnEnded { StopReason = error is null ? StopReason.EndTurn : StopReason.Failed, Usage = Usage.None, Error = error }, turn);

    public static FeedItem.Event Running(long sequence) => Event(sequence, new StateRunning());

    public static FeedItem.Delta Delta(long sequence, int offset, string text, DeltaKind kind = DeltaKind.Message, string? call = null, string? tool = null)
    {
        var from = new OpenPosition(sequence, 1, 1, 0, offset);
        var utf8 = Encoding.UTF8.GetBytes(text);
        var piece = new StreamDelta { Kind = kind, Turn = Turn, Agent = "demo", From = from, Utf8 = utf8, CallId = call, Tool = tool };
        return new FeedItem.Delta(piece, new Cursor(Session, sequence, [piece.To]));
    }
}
