namespace Silo.Storage.Postgres.Writes;

/// <summary>A write with a result.</summary>
/// <typeparam name="T">The result.</typeparam>
internal abstract class PostgresWrite<T> : PostgresWrite
{
    // Not told to go on elsewhere by itself: who was written alone is called back on the thread that its answer came to.
    private readonly TaskCompletionSource<T> _told = new();

    internal Task<T> Told => _told.Task;

    /// <summary>What the statements decided; told once the transaction has been committed.</summary>
    protected T? Result { get; set; }

    internal override bool Complete(bool here)
    {
        if (here) _told.TrySetResult(Result!);
        else ThreadPool.UnsafeQueueUserWorkItem(static write => write._told.TrySetResult(write.Result!), this, preferLocal: false);
        return true;
    }

    internal sealed override void Fail(Exception failure) =>
        ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.Told.TrySetException(failed.Failure), (Told: _told, Failure: failure), preferLocal: false);
}
