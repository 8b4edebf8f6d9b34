using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>Takes a session's fence.</summary>
internal sealed class FenceRequest(SessionKey key, Owner owner) : WriteRequest<FenceResult>
{
    protected override bool Apply(WriteStatements statements, out FenceResult result)
    {
        if (statements.Sessions.Find(key) is not { IsDeleted: false } stand)
        {
            result = FenceResult.Gone.Instance;
            return true;
        }

        var previous = statements.Sessions.Owner(stand.Number);
        var epoch = stand.Epoch + 1;
        statements.Sessions.Fence(stand.Number, epoch, owner);
        result = new FenceResult.Taken(epoch, statements.Sessions.Read(stand.Number), previous);
        return true;
    }
}
