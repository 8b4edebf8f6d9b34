using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Silo.TestServers.Hubs;

/// <summary>
/// A client of a SignalR hub down to its bytes: the JSON hub protocol over one WebSocket, without negotiation. Records come as they were
/// sent, so that what stands in them can be compared byte for byte; and a test can send what no library would.
/// </summary>
/// <remarks>Source: SignalR's HubProtocol.md: records of JSON, each ended by 0x1E, after a handshake.</remarks>
public sealed class HubSocket : IAsyncDisposable
{
    private const byte RecordEnd = 0x1E;
    private const int ReadBytes = 4 * 1024;
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _held = new(ReadBytes);
    private int _read;
    private int _calls;

    private HubSocket()
    {
    }

    /// <summary>Connects, and shakes hands.</summary>
    /// <param name="server">The server's address, http.</param>
    /// <param name="key">A key; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="token">The connection that was negotiated; null for one without.</param>
    /// <exception cref="WebSocketException">The server refused it.</exception>
    public static async Task<HubSocket> ConnectAsync(Uri server, string? key, CancellationToken cancellationToken, string? token = null)
    {
        var hub = new HubSocket();
        if (key is not null) hub._socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        hub._socket.Options.CollectHttpResponseDetails = true;
        hub._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        var address = new UriBuilder(new Uri(server, "/hub")) { Scheme = "ws", Query = token is null ? string.Empty : "id=" + Uri.EscapeDataString(token) };
        try
        {
            await hub._socket.ConnectAsync(address.Uri, cancellationToken);
            await hub.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
            var answer = await hub.ReadAsync(cancellationToken);
            if (answer is null || answer.Value.Length != 2) throw new InvalidOperationException($"The handshake was answered with {Encoding.UTF8.GetString((answer ?? default).Span)}");
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a record.</summary>
    public async Task SendAsync(string record, CancellationToken cancellationToken) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(record + (char)RecordEnd), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Calls a method and waits for its answer; what comes of other calls meanwhile is passed over.</summary>
    /// <returns>The completion's record; of a stream, also its first item's.</returns>
    public async Task<JsonElement> InvokeAsync(string method, string arguments, CancellationToken cancellationToken, bool stream = false)
    {
        var id = (++_calls).ToString(CultureInfo.InvariantCulture);
        await SendAsync($$"""{"type":{{(stream ? 4 : 1)}},"invocationId":"{{id}}","target":"{{method}}","arguments":{{arguments}}}""", cancellationToken);
        while (await ReadAsync(cancellationToken) is { } record)
        {
            var said = JsonElement.Parse(record.Span);
            var type = said.GetProperty("type").GetInt32();
            if ((type == 3 || (stream && type == 2)) && said.GetProperty("invocationId").GetString() == id) return said;
            if (type == 7) throw new InvalidOperationException($"The connection was closed: {said}");
        }

        throw new InvalidOperationException("The connection ended without an answer.");
    }

    /// <summary>The next record but pings, without its end; valid until the next is read. Null when the connection has ended.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryTake(out var record))
                if (!record.Span.SequenceEqual("{\"type\":6}"u8)) return record;
            Compact();
            var got = await _socket.ReceiveAsync(_held.GetMemory(ReadBytes), cancellationToken);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            _held.Advance(got.Count);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    private bool TryTake(out ReadOnlyMemory<byte> record)
    {
        var rest = _held.WrittenMemory[_read..];
        var end = rest.Span.IndexOf(RecordEnd);
        record = end < 0 ? default : rest[..end];
        _read += end + 1;
        return end >= 0;
    }

    // What is left of a record moves to the front.
    private void Compact()
    {
        if (_read == 0) return;
        var rest = _held.WrittenSpan[_read..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
        _read = 0;
    }
}
