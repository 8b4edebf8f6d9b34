using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Silo.Runtime.Archives.Format;

/// <summary>Reads an export line by line. Trusts nothing: every line has a bound, and each session's digest is compared at its end.</summary>
internal sealed class ExportReader(Stream stream) : IDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 * 1024, leaveOpen: true));
    private readonly IncrementalHash _session = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _lines;
    private long _sessions;
    private long _abandoned;

    /// <summary>Reads the first line.</summary>
    /// <exception cref="InvalidDataException">It is none of an export that this build reads.</exception>
    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { Header: { } header } || !string.Equals(header.Format, ExportFormat.Name, StringComparison.Ordinal))
            throw new InvalidDataException("This is no export of a journal: its first line is no header.");
        if (header.Version != ExportFormat.Version)
            throw new InvalidDataException($"The export has version {header.Version}; this Silo reads version {ExportFormat.Version}.");
    }

    /// <summary>Reads the next line; null where the file ends.</summary>
    /// <exception cref="InvalidDataException">It is too long, cut, or no line of an export.</exception>
    internal async Task<ExportLine?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var after = buffer.GetPosition(1, end);
                var line = buffer.Slice(0, after);
                if (line.Length > ExportFormat.LineBytesMax) throw TooLong();
                var parsed = Parse(line);
                _pipe.AdvanceTo(after);
                return parsed;
            }

            if (buffer.Length > ExportFormat.LineBytesMax) throw TooLong();
            if (read.IsCompleted) return buffer.IsEmpty ? null : throw new InvalidDataException($"The export is cut in the middle of line {_lines + 1}.");
            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Compares a session's digest with what was read of it.</summary>
    internal bool IsWhole(EndLine end)
    {
        var digest = _session.GetHashAndReset();
        var text = Convert.ToHexStringLower(digest);
        _all.AppendData(Encoding.ASCII.GetBytes(text));
        _sessions++;
        return string.Equals(text, end.Sha256, StringComparison.Ordinal);
    }

    internal void CountAbandoned() => _abandoned++;

    /// <summary>Compares the trailer with what was read.</summary>
    internal bool IsWhole(TrailerLine trailer) => trailer.Sessions == _sessions && trailer.Abandoned == _abandoned
        && string.Equals(trailer.Sha256, Convert.ToHexStringLower(_all.GetHashAndReset()), StringComparison.Ordinal);

    public void Dispose()
    {
        _pipe.Complete();
        _session.Dispose();
        _all.Dispose();
    }

    private ExportLine Parse(ReadOnlySequence<byte> bytes)
    {
        _lines++;
        ExportLine? line;
        try
        {
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 8 });
            line = JsonSerializer.Deserialize(ref json, ExportJson.Default.ExportLine);
            if (line?.IsSound is not true) throw new InvalidDataException($"Line {_lines} is no line of an export.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"Line {_lines} is no line of an export: {e.Message}", e);
        }

        // The digest is of a session's lines up to the one that holds it.
        if (line.Session is not null) _session.GetHashAndReset();
        if (line.End is null)
            foreach (var part in bytes) _session.AppendData(part.Span);
        return line;
    }

    private InvalidDataException TooLong() => new($"Line {_lines + 1} is longer than {ExportFormat.LineBytesMax} bytes, which no line of an export is.");
}
