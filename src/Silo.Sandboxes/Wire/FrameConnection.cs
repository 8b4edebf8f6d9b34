using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Sandboxes.Wire;

/// <summary>Frames over a unix socket: length (4 bytes, little-endian), version, kind, payload. One reader; writers take turns.</summary>
/// <remarks>Nothing is queued: a writer waits until the socket takes its frame, so a slow reader holds back the command that writes.</remarks>
internal sealed class FrameConnection(Socket socket) : IDisposable
{
    private const int HeaderBytes = 6;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _header = new byte[HeaderBytes];
    private byte[] _payload = new byte[4096];

    /// <summary>Reads the next frame.</summary>
    /// <returns>Null at the end of the connection, also when it was cut.</returns>
    /// <exception cref="WireException">What came is not a frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(_header, cancellationToken)) return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_header);
        if (_header[4] != WireLimits.Version)
            throw new WireException($"The other end speaks version {_header[4]}, this one {WireLimits.Version}: they come from different builds.");
        var kind = (FrameKind)_header[5];
        var lengthMax = kind switch
        {
            FrameKind.Message => WireLimits.MessageBytesMax,
            FrameKind.Data or FrameKind.ErrorData => WireLimits.DataBytesMax,
            _ => throw new WireException($"Unknown kind of frame: {_header[5]}."),
        };
        if (length > lengthMax) throw new WireException($"A frame of {length} bytes; the most is {lengthMax}.");
        if (_payload.Length < length) _payload = new byte[length];
        var payload = _payload.AsMemory(0, (int)length);
        return await FillAsync(payload, cancellationToken) ? new Frame(kind, payload) : null;
    }

    /// <summary>Reads the next frame, which must be a message.</summary>
    /// <returns>Null at the end of the connection.</returns>
    /// <exception cref="WireException">What came is not such a message.</exception>
    public async ValueTask<T?> ReadMessageAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (await ReadAsync(cancellationToken) is not { } frame) return null;
        return frame.Kind == FrameKind.Message ? Decode(frame, type) : throw new WireException("A message was due, bytes came.");
    }

    public static T Decode<T>(Frame frame, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, type) ?? throw new WireException("An empty message.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new WireException($"Not a message of this protocol: {e.Message}", e);
        }
    }

    /// <summary>Writes a message.</summary>
    /// <exception cref="IOException">The connection is cut.</exception>
    public Task WriteAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(FrameKind.Message, JsonSerializer.SerializeToUtf8Bytes(message, type), cancellationToken);

    /// <summary>Writes bytes, in as many frames as they need.</summary>
    /// <exception cref="IOException">The connection is cut.</exception>
    public Task WriteDataAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        WriteDataAsync(FrameKind.Data, data, cancellationToken);

    /// <summary>Writes bytes of a kind, in as many frames as they need.</summary>
    /// <exception cref="IOException">The connection is cut.</exception>
    public async Task WriteDataAsync(FrameKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(data.Length, WireLimits.DataBytesMax)];
            await WriteAsync(kind, part, cancellationToken);
            data = data[part.Length..];
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)payload.Length);
        header[4] = WireLimits.Version;
        header[5] = (byte)kind;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await SendAsync(header, cancellationToken);
            await SendAsync(payload, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new IOException("The connection is cut.", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private async ValueTask<bool> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            while (!target.IsEmpty)
            {
                var count = await socket.ReceiveAsync(target, cancellationToken);
                if (count == 0) return false;
                target = target[count..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
