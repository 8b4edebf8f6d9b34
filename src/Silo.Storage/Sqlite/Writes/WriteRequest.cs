namespace Silo.Storage.Sqlite.Writes;

/// <summary>One caller's write, applied inside a transaction that it may share with others.</summary>
internal abstract class WriteRequest
{
    /// <summary>Bytes of events that it adds to the transaction.</summary>
    internal virtual int Bytes => 0;

    /// <summary>Checks, then writes. What it refuses it must refuse before its first change, because the transaction goes on without it.</summary>
    /// <returns>False when it did one bounded part and wants to go on in a later transaction.</returns>
    internal abstract bool Apply(WriteStatements statements);

    /// <summary>Tells the caller what <see cref="Apply"/> decided. Called once the transaction is on stable storage.</summary>
    internal abstract void Complete();

    /// <summary>Tells the caller that the outcome is unknown.</summary>
    internal abstract void Fail(Exception failure);
}
