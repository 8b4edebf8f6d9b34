using System.Buffers;
using System.Text;
using Silo.Client.Errors;

namespace Silo.Client.Streams;

/// <summary>Reads server-sent events from bytes cut anywhere. What is not ended by an empty line is never an event.</summary>
/// <remarks>Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream". Reconnection times are not taken from the stream.</remarks>
internal sealed class SseParser(int frameBytesMax)
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Queue<SseFrame> _ready = new();
    private ArrayBufferWriter<byte>? _data;
    private string _event = string.Empty;
    private string? _id;
    private bool _afterCr;
    private bool _started;

    /// <summary>Whether a part of an event has come that is not complete.</summary>
    internal bool InFrame => _line.WrittenCount > 0 || _data is not null;

    /// <summary>Takes bytes as they come.</summary>
    /// <exception cref="SiloTooLargeException">An event exceeds the bound. Do not retry.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterCr)
            {
                _afterCr = false;
                if (bytes[0] == '\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            if ((long)_line.WrittenCount + part.Length + (_data?.WrittenCount ?? 0) > frameBytesMax)
                throw new SiloTooLargeException("An event of the stream", nameof(SiloClientOptions.FrameBytesMax), frameBytesMax);
            _line.Write(part);
            if (end < 0) return;
            _afterCr = bytes[end] == '\r';
            bytes = bytes[(end + 1)..];
            EndLine();
        }
    }

    /// <summary>Takes the next complete event; false when more bytes are needed.</summary>
    internal bool TryRead(out SseFrame frame) => _ready.TryDequeue(out frame!);

    private void EndLine()
    {
        var line = _line.WrittenSpan;
        if (!_started)
        {
            _started = true;
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        }

        if (line.IsEmpty) Dispatch();
        else if (line[0] != ':') Field(line);
        _line.ResetWrittenCount();
    }

    private void Field(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ') value = value[1..];
        if (name.SequenceEqual("data"u8))
        {
            if (_data is null) _data = new ArrayBufferWriter<byte>(Math.Max(value.Length, 64));
            else _data.Write("\n"u8);
            _data.Write(value);
        }
        else if (name.SequenceEqual("event"u8))
        {
            _event = Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("id"u8) && !value.Contains((byte)0))
        {
            _id = Encoding.UTF8.GetString(value);
        }
    }

    private void Dispatch()
    {
        // A buffer per event: its bytes are handed on and outlive the parser.
        if (_data is { WrittenCount: > 0 }) _ready.Enqueue(new SseFrame(_event.Length == 0 ? "message" : _event, _data.WrittenMemory, _id));
        _data = null;
        _event = string.Empty;
    }
}
