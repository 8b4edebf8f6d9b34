using Silo.Abstractions.Journal;

namespace Silo.Storage.Postgres.Writes;

/// <summary>Appends a commit; many of them share one statement, see <see cref="AppendSet"/>.</summary>
internal sealed class AppendWrite(Commit commit, int bytes) : PostgresWrite<AppendResult>
{
    /// <summary>The order in which rows are locked, on every host the same.</summary>
    internal static Comparison<AppendWrite> ByKey { get; } = (a, b) =>
    {
        var byTenant = string.CompareOrdinal(a.Commit.Key.Tenant.Value, b.Commit.Key.Tenant.Value);
        return byTenant != 0 ? byTenant : string.CompareOrdinal(a.Commit.Key.Session.Value, b.Commit.Key.Session.Value);
    };

    internal override int Bytes => bytes;

    internal Commit Commit => commit;

    internal override SessionHead? Left =>
        Result is AppendResult.Appended ? new SessionHead(commit.Key, commit.Epoch, commit.Head + commit.Events.Count) : null;

    /// <summary>Whether its row moved. What did not fit has no result before somebody looked why: see <see cref="DecideRefusal"/>.</summary>
    internal void DecideFit(bool isFit) => Result = isFit ? AppendResult.Appended.Instance : null;

    internal bool IsRefused => Result is not AppendResult.Appended;

    /// <summary>Nothing is left of the session.</summary>
    internal void DecideGone() => Result = AppendResult.Gone.Instance;

    /// <summary>Decides a refusal by where the session stands.</summary>
    internal void DecideRefusal(long epoch, long head, Owner? owner)
    {
        if (commit.Epoch < epoch) Result = new AppendResult.Fenced(epoch, owner);
        else if (commit.Epoch > epoch) Result = new AppendResult.Conflict(head, $"epoch {commit.Epoch} was never given out; the fence is {epoch}");
        else if (commit.Head != head) Result = new AppendResult.Conflict(head, $"the head is {head}, not {commit.Head}");
        else Result = new AppendResult.Conflict(head, "an idempotency key was used before, or a turn or an approval belongs to another session");
    }
}
