namespace Silo.Storage.Postgres.Writes;

/// <summary>A write with a result.</summary>
/// <typeparam name="T">The result.</typeparam>
internal abstract class PostgresWrite<T> : PostgresWrite
{
    // The caller goes on elsewhere: the writer's loop never runs a caller's code.
    private readonly TaskCompletionSource<T> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Told => _told.Task;

    /// <summary>What the statements decided; told once the transaction has been committed.</summary>
    protected T? Result { get; set; }

    internal override bool Complete()
    {
        _told.TrySetResult(Result!);
        return true;
    }

    internal sealed override void Fail(Exception failure) => _told.TrySetException(failure);
}
