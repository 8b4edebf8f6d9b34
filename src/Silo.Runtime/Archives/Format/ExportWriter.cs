using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Silo.Runtime.Archives.Format;

/// <summary>Writes an export line by line, and makes its digests.</summary>
internal sealed class ExportWriter(Stream stream) : IDisposable
{
    private readonly IncrementalHash _session = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _line = new();
    private long _sessions;
    private long _abandoned;

    internal Task BeginAsync(DateTimeOffset now) => WriteAsync(new ExportLine { Header = new HeaderLine(ExportFormat.Name, ExportFormat.Version, now) });

    /// <summary>Writes a line of a session.</summary>
    internal async Task WriteAsync(ExportLine line)
    {
        _line.SetLength(0);
        await JsonSerializer.SerializeAsync(_line, line, ExportJson.Default.ExportLine);
        _line.WriteByte((byte)'\n');
        var bytes = _line.GetBuffer().AsMemory(0, (int)_line.Length);
        _session.AppendData(bytes.Span);
        await stream.WriteAsync(bytes);
    }

    internal Task StartSessionAsync(SessionLine line)
    {
        _session.GetHashAndReset();
        return WriteAsync(new ExportLine { Session = line });
    }

    internal async Task EndSessionAsync(SessionCounts counts)
    {
        var digest = Convert.ToHexStringLower(_session.GetHashAndReset());
        _all.AppendData(Encoding.ASCII.GetBytes(digest));
        _sessions++;
        await WriteAsync(new ExportLine { End = new EndLine(counts, digest) });
    }

    internal Task AbandonSessionAsync(string reason)
    {
        _abandoned++;
        return WriteAsync(new ExportLine { Abandoned = new AbandonedLine(reason) });
    }

    internal async Task EndAsync()
    {
        await WriteAsync(new ExportLine { Trailer = new TrailerLine(_sessions, _abandoned, Convert.ToHexStringLower(_all.GetHashAndReset())) });
        await stream.FlushAsync();
    }

    public void Dispose()
    {
        _session.Dispose();
        _all.Dispose();
        _line.Dispose();
    }
}
