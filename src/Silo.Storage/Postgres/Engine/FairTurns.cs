namespace Silo.Storage.Postgres.Engine;

/// <summary>Gives out a few places, and when all are taken one to each group in turn: who asks a hundred times waits behind itself, not before the others.</summary>
/// <typeparam name="TGroup">Who asks: a session, or a tenant.</typeparam>
internal sealed class FairTurns<TGroup>(int places)
    where TGroup : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TGroup, Queue<TaskCompletionSource>> _waiting = [];
    private readonly Queue<TGroup> _turns = new();
    private int _free = places;

    /// <summary>Completes when a place is free; it must be given back by <see cref="Leave"/>. A caller that stops waiting has none.</summary>
    /// <exception cref="OperationCanceledException">The caller stopped waiting.</exception>
    internal Task EnterAsync(TGroup group, CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            if (!_waiting.TryGetValue(group, out var queue))
            {
                _waiting.Add(group, queue = new Queue<TaskCompletionSource>());
                _turns.Enqueue(group);
            }

            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(place);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(place, cancellationToken) : place.Task;
    }

    /// <summary>Gives a place back: the next group's oldest caller gets it.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            while (_turns.TryDequeue(out var group))
            {
                var queue = _waiting[group];
                var place = queue.Dequeue();
                if (queue.Count > 0) _turns.Enqueue(group);
                else _waiting.Remove(group);

                // One that stopped waiting is passed over.
                if (place.TrySetResult()) return;
            }

            _free++;
        }
    }

    private static async Task WaitAsync(TaskCompletionSource place, CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), place);
        await place.Task;
    }
}
