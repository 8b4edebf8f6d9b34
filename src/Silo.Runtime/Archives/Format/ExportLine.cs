namespace Silo.Runtime.Archives.Format;

/// <summary>A line of an export: exactly one of its members is set. Its manual is docs/operating/journal.md.</summary>
internal sealed record ExportLine
{
    public HeaderLine? Header { get; init; }

    public SessionLine? Session { get; init; }

    public EventLine? Event { get; init; }

    public TicketLine? Ticket { get; init; }

    public ApprovalLine? Approval { get; init; }

    public KeyLine? Key { get; init; }

    public BlobLine? Blob { get; init; }

    public EndLine? End { get; init; }

    public AbandonedLine? Abandoned { get; init; }

    public TrailerLine? Trailer { get; init; }

    internal bool IsSound => Count(Header, Session, Event, Ticket, Approval, Key, Blob, End, Abandoned, Trailer) == 1;

    private static int Count(params ReadOnlySpan<object?> members)
    {
        var set = 0;
        foreach (var member in members) set += member is null ? 0 : 1;
        return set;
    }
}
