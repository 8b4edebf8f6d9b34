using Silo.Abstractions.Events.Kinds;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;

namespace Silo.Host.Tests.Streams;

/// <summary>A reader of one connection, which is read only when the test says so. It keeps what it reads when it has a reading to keep it in.</summary>
internal sealed class StalledReader : IAsyncDisposable
{
    private readonly Reading? _reading;
    private readonly IAsyncEnumerator<StreamItem> _items;

    public StalledReader(NarrowClient client, SessionHandle session, Reading? reading = null)
    {
        _reading = reading;
        _items = client.Client.Session(session.Id).ReadAsync(options: new ReadOptions { OnReconnecting = _ => Reconnects++ }).GetAsyncEnumerator();
    }

    public int Reconnects { get; private set; }

    public Task ReadFirstPieceAsync() => ReadAsync(item => item is StreamItem.Delta { Piece.Utf8.Length: > 0 });

    /// <summary>Reads until it has this much of the message's text.</summary>
    public Task ReadPastAsync(int offset) => ReadAsync(item => item is StreamItem.Delta { Piece.To.Offset: var at } && at >= offset);

    public Task ReadRestAsync() => ReadAsync(item => item is StreamItem.Event { Stored.Kind: TurnEnded.KindName });

    public ValueTask DisposeAsync() => _items.DisposeAsync();

    private async Task ReadAsync(Func<StreamItem, bool> last)
    {
        while (await _items.MoveNextAsync())
        {
            _reading?.Take(_items.Current);
            if (last(_items.Current)) return;
        }

        throw new InvalidOperationException("The stream closed.");
    }
}
