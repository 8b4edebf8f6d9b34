using System.Runtime.CompilerServices;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Tests.Fakes;

/// <summary>A feed over a list: a reader gets what follows the item whose cursor it holds.</summary>
internal sealed class FakeFeed : ISessionFeed
{
    private readonly Lock _lock = new();
    private readonly List<FeedItem> _items = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<(Cursor Cursor, FeedOptions Options)> Reads { get; } = [];

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a reader has taken everything and waits for more; set anew by a test.</summary>
    public TaskCompletionSource Drained { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<CancellationToken, IAsyncEnumerable<FeedItem>>? Instead { get; set; }

    public void Add(params FeedItem[] items)
    {
        lock (_lock)
        {
            _items.AddRange(items);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public IAsyncEnumerable<FeedItem> ReadAsync(SessionKey session, Cursor cursor, FeedOptions options, CancellationToken cancellationToken)
    {
        lock (_lock) Reads.Add((cursor, options));
        return Instead?.Invoke(cancellationToken) ?? FollowAsync(cursor, options, cancellationToken);
    }

    private async IAsyncEnumerable<FeedItem> FollowAsync(Cursor cursor, FeedOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            var next = Find(cursor);
            while (true)
            {
                FeedItem? item = null;
                Task more;
                lock (_lock)
                {
                    more = _more.Task;
                    if (next < _items.Count) item = _items[next++];
                }

                if (item is null && !options.Follow)
                {
                    yield return new FeedItem.Closed(FeedClosedReason.End);
                    yield break;
                }

                if (item is null)
                {
                    if (next > 0) Drained.TrySetResult();
                    await more.WaitAsync(cancellationToken);
                }
                else if (options.Deltas || item is not FeedItem.Delta) yield return item;
                if (item is FeedItem.Closed) yield break;
            }
        }
        finally
        {
            Ended.TrySetResult();
        }
    }

    private int Find(Cursor cursor)
    {
        lock (_lock)
        {
            var at = _items.FindIndex(item => cursor.Equals(item switch { FeedItem.Event e => e.After, FeedItem.Delta d => d.After, _ => null }));
            return at >= 0 ? at + 1 : _items.TakeWhile(item => item is FeedItem.Event e && e.Stored.Sequence <= cursor.Sequence).Count();
        }
    }
}
