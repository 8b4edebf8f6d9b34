using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Writes;

/// <summary>Appends a commit.</summary>
internal sealed class AppendRequest(Commit commit, int bytes, TimeProvider time) : WriteRequest<AppendResult>
{
    internal override int Bytes => bytes;

    protected override bool Apply(WriteStatements statements, out AppendResult result)
    {
        if (statements.Sessions.Find(commit.Key) is not { IsDeleted: false } stand)
        {
            result = AppendResult.Gone.Instance;
            return true;
        }

        result = Refuse(statements, stand) ?? AppendResult.Appended.Instance;
        if (result is AppendResult.Appended) Write(statements, stand.Number);
        return true;
    }

    private AppendResult? Refuse(WriteStatements statements, SessionStand stand)
    {
        if (commit.Epoch < stand.Epoch) return new AppendResult.Fenced(stand.Epoch, statements.Sessions.Owner(stand.Number));
        if (commit.Epoch > stand.Epoch) return Conflict(stand, $"epoch {commit.Epoch} was never given out; the fence is {stand.Epoch}");
        if (commit.Head != stand.Head) return Conflict(stand, $"the head is {stand.Head}, not {commit.Head}");
        if (commit.Keys.Count > 0)
        {
            var now = time.GetUtcNow();
            for (var i = 0; i < commit.Keys.Count; i++)
            {
                var key = commit.Keys[i];
                if (statements.Keys.Find(commit.Key.Tenant, key.Route, key.Key, now) is not null)
                    return Conflict(stand, $"the idempotency key '{key.Key}' of '{key.Route}' was used before");
                for (var j = 0; j < i; j++)
                    if (commit.Keys[j].Key == key.Key && commit.Keys[j].Route == key.Route) return Conflict(stand, $"the idempotency key '{key.Key}' stands twice in the commit");
            }
        }

        foreach (var ticket in commit.Tickets)
            if (statements.Tickets.SessionOf(commit.Key.Tenant, ticket.Turn) is { } session && session != stand.Number)
                return Conflict(stand, $"turn '{ticket.Turn}' belongs to another session");
        foreach (var approval in commit.Approvals)
            if (statements.Approvals.SessionOf(commit.Key.Tenant, approval.Approval) is { } session && session != stand.Number)
                return Conflict(stand, $"approval '{approval.Approval}' belongs to another session");
        return null;
    }

    private void Write(WriteStatements statements, long number)
    {
        var seed = EventChecksum.Seed(commit.Key);
        foreach (var stored in commit.Events) statements.Events.Insert(number, seed, stored);
        foreach (var ticket in commit.Tickets) statements.Tickets.Put(number, ticket);
        foreach (var approval in commit.Approvals) statements.Approvals.Put(number, approval);
        foreach (var key in commit.Keys) statements.Keys.Put(commit.Key.Tenant, key);
        if (commit.Summary is { } summary) statements.Sessions.Summarise(number, summary);
    }

    private static AppendResult.Conflict Conflict(SessionStand stand, string reason) => new(stand.Head, reason);
}
