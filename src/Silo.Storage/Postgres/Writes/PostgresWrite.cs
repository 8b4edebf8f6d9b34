namespace Silo.Storage.Postgres.Writes;

/// <summary>One caller's write, made inside a transaction that it may share with others.</summary>
internal abstract class PostgresWrite
{
    /// <summary>Bytes of events that it adds to the transaction.</summary>
    internal virtual int Bytes => 0;

    /// <summary>Tells the caller, once the transaction has been committed.</summary>
    /// <returns>False when it did one bounded part and wants to go on in a later transaction.</returns>
    internal abstract bool Complete();

    /// <summary>Tells the caller that the outcome is unknown.</summary>
    internal abstract void Fail(Exception failure);
}
