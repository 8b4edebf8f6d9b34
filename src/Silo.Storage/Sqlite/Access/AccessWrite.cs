using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Sqlite.Access;

/// <summary>A small write of keys or of the audit log, in the transaction of whatever else waits.</summary>
internal sealed class AccessWrite<T>(Func<WriteStatements, T> write) : WriteRequest<T>
{
    protected override bool Apply(WriteStatements statements, out T result)
    {
        result = write(statements);
        return true;
    }
}
