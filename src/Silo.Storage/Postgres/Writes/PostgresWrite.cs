using Silo.Abstractions.Journal;

namespace Silo.Storage.Postgres.Writes;

/// <summary>One caller's write, made inside a transaction that it may share with others.</summary>
internal abstract class PostgresWrite
{
    /// <summary>Bytes of events that it adds to the transaction.</summary>
    internal virtual int Bytes => 0;

    /// <summary>Where it left its session, for other hosts to hear; null when it left it as it was. Asked once the transaction has been committed.</summary>
    internal virtual SessionHead? Left => null;

    /// <summary>Tells the caller, once the transaction has been committed.</summary>
    /// <param name="here">Whether the caller's code may go on on this very thread, as the last thing that it does; else it goes on elsewhere.</param>
    /// <returns>False when it did one bounded part and wants to go on in a later transaction.</returns>
    internal abstract bool Complete(bool here);

    /// <summary>Tells the caller, who goes on elsewhere, that the outcome is unknown.</summary>
    internal abstract void Fail(Exception failure);
}
