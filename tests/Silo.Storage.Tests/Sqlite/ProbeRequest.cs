using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Tests.Sqlite;

/// <summary>A write that does what a test says, in the writer's transaction.</summary>
internal sealed class ProbeRequest(Func<WriteStatements, int> act) : WriteRequest<int>
{
    protected override bool Apply(WriteStatements statements, out int result)
    {
        result = act(statements);
        return true;
    }
}
