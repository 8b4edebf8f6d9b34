using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Silo.Operating.Tests.Support;

/// <summary>A connection that sends whatever bytes it is given, and reads answers of HTTP/1 strictly.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[4 * 1024];
    private int _from;
    private int _to;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port).Within(120, "a connection");
        return new RawConnection(socket);
    }

    /// <summary>Sends bytes; whether they were taken. A server that has answered and closed takes no more, which is no failure.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None).AsTask().Within(120, "the server to take bytes")..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public Task<bool> SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Says that nothing more comes.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was first.
        }
    }

    /// <summary>Reads the next answer; null when the connection ended instead.</summary>
    /// <param name="head">Whether it answers a HEAD, and so has no body.</param>
    /// <exception cref="InvalidDataException">What came is no answer of HTTP/1, or one that was cut.</exception>
    public async Task<RawAnswer?> ReadAsync(bool head = false)
    {
        while (true)
        {
            if (await LineAsync() is not { } line) return null;
            if (!line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || !int.TryParse(line.AsSpan(9, Math.Min(3, line.Length - 9)), CultureInfo.InvariantCulture, out var status))
                throw new InvalidDataException($"'{line}' is no status line.");
            var headers = new Dictionary<string, string>(StringComparer.Ordinal);
            while (await LineAsync() is { Length: > 0 } header)
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                if (colon < 1) throw new InvalidDataException($"'{header}' is no header.");
                headers[header[..colon].ToLowerInvariant()] = header[(colon + 1)..].Trim();
            }

            if (status is >= 100 and < 200 and not 101) continue;
            var answer = new RawAnswer(status, headers, []);
            return head || answer.IsStream || status is 101 or 204 or 304 ? answer : answer with { Body = await BodyAsync(answer) };
        }
    }

    /// <summary>Waits until the server has closed the connection, and gives back what came before that.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        do
        {
            text.Append(Encoding.Latin1.GetString(_buffer, _from, _to - _from));
            _from = _to;
        }
        while (await FillAsync());
        return text.ToString();
    }

    /// <summary>Reads on until a text has come.</summary>
    public async Task ReadPastAsync(string latin1)
    {
        var seen = new StringBuilder();
        while (!seen.ToString().Contains(latin1, StringComparison.Ordinal))
        {
            if (_from == _to && !await FillAsync()) throw new InvalidDataException($"The connection ended before '{latin1}'.");
            seen.Append(Encoding.Latin1.GetString(_buffer, _from, _to - _from));
            _from = _to;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> BodyAsync(RawAnswer answer)
    {
        using var body = new MemoryStream();
        if (answer.Headers.TryGetValue("content-length", out var text))
        {
            await CopyAsync(body, long.Parse(text, CultureInfo.InvariantCulture));
        }
        else if (answer.Headers.TryGetValue("transfer-encoding", out var encoding) && encoding == "chunked")
        {
            while (await LineAsync() is { } size && long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var count)
            {
                await CopyAsync(body, count);
                if (await LineAsync() is not "") throw new InvalidDataException("A chunk does not end where it should.");
            }

            if (await LineAsync() is not "") throw new InvalidDataException("The body was cut.");
        }
        else
        {
            do
            {
                body.Write(_buffer, _from, _to - _from);
                _from = _to;
            }
            while (await FillAsync());
        }

        return body.ToArray();
    }

    private async Task CopyAsync(MemoryStream body, long count)
    {
        while (count > 0)
        {
            if (_from == _to && !await FillAsync()) throw new InvalidDataException($"The connection ended {count} bytes before the body's end.");
            var part = (int)Math.Min(count, _to - _from);
            body.Write(_buffer, _from, part);
            _from += part;
            count -= part;
        }
    }

    private async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            for (; _from < _to; _from++)
            {
                if (_buffer[_from] != '\n')
                {
                    line.Append((char)_buffer[_from]);
                    continue;
                }

                _from++;
                return line is { Length: > 0 } && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : throw new InvalidDataException("A line ends without a return.");
            }

            if (!await FillAsync()) return line.Length == 0 ? null : throw new InvalidDataException($"The connection ended within '{line}'.");
        }
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            (_from, _to) = (0, await _socket.ReceiveAsync(_buffer, SocketFlags.None).Within(120, "the server to answer or to close"));
            return _to > 0;
        }
        catch (SocketException)
        {
            _to = 0;
            return false;
        }
    }
}
