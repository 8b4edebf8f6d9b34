namespace Silo.Edge.Tests.Fakes;

/// <summary>Reads an event stream by the rules of the HTML standard, and refuses what they do not know.</summary>
internal sealed class SseReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    public HttpResponseMessage Response => response;

    /// <summary>The next frame; null at the end.</summary>
    public async Task<SseFrame?> NextAsync()
    {
        string? id = null, name = null, comment = null;
        List<string> data = [];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _reader.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.Length == 0) return new SseFrame(id, name, data.Count == 0 ? null : string.Join('\n', data), comment);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data.Add(line[6..]);
            else if (line.StartsWith(": ", StringComparison.Ordinal)) comment = line[2..];
            else throw new InvalidDataException($"No line of an event stream: {line}");
        }

        return null;
    }

    public async Task<List<SseFrame>> ToEndAsync()
    {
        List<SseFrame> frames = [];
        while (await NextAsync() is { } frame) frames.Add(frame);
        return frames;
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
