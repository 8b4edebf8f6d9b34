using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives;

/// <summary>Reads the parts of a session one after the other, a page at a time.</summary>
internal static class SessionReading
{
    internal static async IAsyncEnumerable<SessionKey> SessionsAsync(IJournalArchive archive, ArchiveQuery query)
    {
        SessionKey? after = null;
        while (await archive.ListAsync(query, after, IJournalArchive.SessionsMax, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var key in page) yield return key;
            after = page[^1];
        }
    }

    internal static async IAsyncEnumerable<EventRecord> EventsAsync(ISessionSnapshot snapshot)
    {
        var after = 0L;
        while (await snapshot.ReadEventsAsync(after, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var record in page) yield return record;
            after = page[^1].Event.Sequence;
        }
    }

    internal static async IAsyncEnumerable<TurnTicket> TicketsAsync(ISessionSnapshot snapshot)
    {
        TurnId? after = null;
        while (await snapshot.ReadTicketsAsync(after, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var ticket in page) yield return ticket;
            after = page[^1].Turn;
        }
    }

    internal static async IAsyncEnumerable<ApprovalRow> ApprovalsAsync(ISessionSnapshot snapshot)
    {
        ApprovalId? after = null;
        while (await snapshot.ReadApprovalsAsync(after, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var approval in page) yield return approval;
            after = page[^1].Approval;
        }
    }

    internal static async IAsyncEnumerable<IdempotencyKey> KeysAsync(ISessionSnapshot snapshot)
    {
        IdempotencyKey? after = null;
        while (await snapshot.ReadKeysAsync(after, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var key in page) yield return key;
            after = page[^1];
        }
    }
}
