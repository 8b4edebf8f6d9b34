using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>Deletes a session: first a tombstone, after which nobody sees it, then its rows in bounded parts, so that a long session holds up no other.</summary>
internal sealed class DeleteRequest(SessionKey key, long epoch) : WriteRequest<AppendResult>
{
    // Events may have 256 KiB each: the part stays near what one large commit writes.
    private const int RowsPerPart = 128;

    protected override bool Apply(WriteStatements statements, out AppendResult result)
    {
        result = AppendResult.Appended.Instance;
        if (statements.Sessions.Find(key) is not { } stand)
        {
            result = AppendResult.Gone.Instance;
            return true;
        }

        if (!stand.IsDeleted)
        {
            if (epoch < stand.Epoch)
            {
                result = new AppendResult.Fenced(stand.Epoch, statements.Sessions.Owner(stand.Number));
                return true;
            }

            if (epoch > stand.Epoch)
            {
                result = new AppendResult.Conflict(stand.Head, $"epoch {epoch} was never given out; the fence is {stand.Epoch}");
                return true;
            }

            statements.Sessions.Bury(stand.Number);
        }

        var dropped = statements.Events.Drop(stand.Number, RowsPerPart)
            + statements.Tickets.Drop(stand.Number, RowsPerPart)
            + statements.Approvals.Drop(stand.Number, RowsPerPart);
        if (dropped > 0) return false;
        statements.Sessions.MarkEmptied(stand.Number);
        return true;
    }
}
