namespace Silo.FakeModel.Delivery;

/// <summary>Every request and how far it came.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<RequestRecord> _records = [];
    private readonly Dictionary<(string Script, string Conversation, int Reply, int Assistants), int> _requests = [];
    private readonly List<(Func<IReadOnlyList<RequestRecord>, bool> Until, TaskCompletionSource Done)> _waiters = [];

    internal IReadOnlyList<RequestRecord> Records
    {
        get
        {
            lock (_gate) return [.. _records];
        }
    }

    /// <summary>The number of a request among those of its reply: 1, 2, 3 …</summary>
    internal int Next(string script, string conversation, int reply, int assistants)
    {
        lock (_gate) return _requests[(script, conversation, reply, assistants)] = _requests.GetValueOrDefault((script, conversation, reply, assistants)) + 1;
    }

    internal Ticket Add(RequestRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
            Signal();
            return new Ticket(this, _records.Count - 1);
        }
    }

    internal void Update(int index, Func<RequestRecord, RequestRecord> change)
    {
        lock (_gate)
        {
            _records[index] = change(_records[index]);
            Signal();
        }
    }

    internal Task WaitAsync(Func<IReadOnlyList<RequestRecord>, bool> until, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (until(_records)) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((until, done));
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    private void Signal()
    {
        foreach (var waiter in _waiters.Where(w => w.Until(_records)).ToList())
        {
            _waiters.Remove(waiter);
            waiter.Done.TrySetResult();
        }
    }
}
