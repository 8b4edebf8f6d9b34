namespace Silo.Storage.Sqlite.Writes;

/// <summary>Forgets expired idempotency keys.</summary>
internal sealed class SweepRequest(DateTimeOffset now, int limit) : WriteRequest<int>
{
    protected override bool Apply(WriteStatements statements, out int result)
    {
        result = statements.Keys.Sweep(now, limit);
        return true;
    }
}
