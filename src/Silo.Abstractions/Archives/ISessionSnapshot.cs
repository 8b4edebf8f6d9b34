using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Archives;

/// <summary>A session at one moment. Its parts are read in pages, so that memory stays bounded.</summary>
/// <remarks>Every read throws <see cref="JournalCorruptException"/> for what does not read as what it should be, and <see cref="JournalException"/> when the store fails.</remarks>
public interface ISessionSnapshot : IAsyncDisposable
{
    /// <summary>Most events in one page: 16 MiB.</summary>
    const int EventsMax = 64;

    /// <summary>Most rows in one page of the others.</summary>
    const int RowsMax = 256;

    /// <summary>The session's row.</summary>
    SessionRow Row { get; }

    /// <summary>Reads events after a sequence as they are stored, oldest first and unchecked; at most <see cref="EventsMax"/>, none at the end.</summary>
    Task<IReadOnlyList<EventRecord>> ReadEventsAsync(long after, CancellationToken cancellationToken);

    /// <summary>Reads tickets by turn; at most <see cref="RowsMax"/>, none at the end.</summary>
    Task<IReadOnlyList<TurnTicket>> ReadTicketsAsync(TurnId? after, CancellationToken cancellationToken);

    /// <summary>Reads approvals by id; at most <see cref="RowsMax"/>, none at the end.</summary>
    Task<IReadOnlyList<ApprovalRow>> ReadApprovalsAsync(ApprovalId? after, CancellationToken cancellationToken);

    /// <summary>Reads the idempotency keys that made the session or gave it prompts and have not expired, by route and key; at most <see cref="RowsMax"/>, none at the end.</summary>
    Task<IReadOnlyList<IdempotencyKey>> ReadKeysAsync(IdempotencyKey? after, CancellationToken cancellationToken);
}
