namespace Silo.Agents.Mcp;

/// <summary>Cuts a stream of bytes into lines, and holds no more than one of them.</summary>
/// <param name="bytesMax">Most bytes of a line.</param>
internal sealed class LineSplitter(int bytesMax)
{
    private byte[] _line = new byte[4096];
    private int _count;

    /// <summary>Adds bytes.</summary>
    /// <returns>The lines that they end, without their ends; each is valid until the next is asked for.</returns>
    /// <exception cref="McpServerException">A line is too long (<c>mcp_server_broken</c>). What follows cannot be told apart any more.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Add(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(bytes[..end]);
            bytes = bytes[(end + 1)..];
            var length = _count > 0 && _line[_count - 1] == '\r' ? _count - 1 : _count;
            _count = 0;
            yield return _line.AsMemory(0, length);
        }

        Keep(bytes);
    }

    private void Keep(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > bytesMax - _count)
            throw new McpServerException(McpCodes.Broken, $"The server wrote a message of more than {bytesMax} bytes (message_bytes_max).");
        if (_line.Length < _count + bytes.Length) Array.Resize(ref _line, Math.Max(_count + bytes.Length, Math.Min(bytesMax, _line.Length * 2)));
        bytes.CopyTo(_line.AsMemory(_count));
        _count += bytes.Length;
    }
}
