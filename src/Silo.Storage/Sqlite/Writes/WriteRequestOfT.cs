namespace Silo.Storage.Sqlite.Writes;

/// <summary>A write with a result.</summary>
/// <typeparam name="T">The result.</typeparam>
internal abstract class WriteRequest<T> : WriteRequest
{
    // The caller goes on elsewhere: the writer's thread never runs a caller's code.
    private readonly TaskCompletionSource<T> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    internal Task<T> Told => _told.Task;

    internal sealed override bool Apply(WriteStatements statements)
    {
        var done = Apply(statements, out var result);
        _result = result;
        return done;
    }

    internal sealed override void Complete() => _told.TrySetResult(_result!);

    internal sealed override void Fail(Exception failure) => _told.TrySetException(failure);

    /// <inheritdoc cref="WriteRequest.Apply(WriteStatements)" />
    protected abstract bool Apply(WriteStatements statements, out T result);
}
