using System.Globalization;
using System.Text;
using System.Web;

namespace Silo.TestServers.Scripted;

/// <summary>One answer of a scripted server.</summary>
public sealed record ScriptedAnswer
{
    /// <summary>What a request gets that the script does not have.</summary>
    public static ScriptedAnswer Unexpected { get; } = new() { Status = 400, Body = "{\"code\":\"unexpected\",\"retryable\":false}" };

    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers beside those that the server sets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body.</summary>
    public string Body { get; init; } = string.Empty;

    /// <summary>The length that is told; null for that of the body.</summary>
    public int? Length { get; init; }

    /// <summary>Whether it is the session's stream from the cursor of the request on.</summary>
    public bool Stream { get; init; }

    /// <summary>The first item of the stream that is sent, whatever the cursor says: a server with a bug.</summary>
    public int? From { get; init; }

    /// <summary>Sent before the stream's items, as it stands.</summary>
    public string Before { get; init; } = string.Empty;

    /// <summary>Sends so many items of the stream at most.</summary>
    public int? CutItems { get; init; }

    /// <summary>Sends so many bytes of the body at most.</summary>
    public int? CutBytes { get; init; }

    /// <summary>The data of the stream's end; null for none, where the stream is not the whole of it.</summary>
    public string? Closed { get; init; }

    /// <summary>No byte is sent at all.</summary>
    public bool Nothing { get; init; }

    /// <summary>What becomes of the connection then.</summary>
    public ScriptedEnd End { get; init; }

    internal byte[] Bytes(ScriptedRequest request, IReadOnlyList<ScriptedItem> items)
    {
        if (Nothing) return [];
        var body = Stream ? StreamOf(request, items) : Encoding.UTF8.GetBytes(Body);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} X\r\nConnection: close\r\n");
        if (!Headers.Keys.Any(k => k.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) && Status is not (204 or 304))
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {(Stream ? "text/event-stream" : Status >= 400 ? "application/problem+json" : "application/json")}\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (!Stream && Status is not (204 or 304)) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Length ?? body.Length}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body.AsSpan(0, Math.Min(CutBytes ?? body.Length, body.Length))];
    }

    private byte[] StreamOf(ScriptedRequest request, IReadOnlyList<ScriptedItem> items)
    {
        var query = HttpUtility.ParseQueryString(request.Query);
        var at = From ?? (query["after"] is { } cursor ? items.Select((item, i) => (item, i)).Single(p => p.item.Id == cursor).i + 1 : 0);
        using var all = new MemoryStream();
        all.Write(Encoding.UTF8.GetBytes(Before));
        foreach (var item in items.Skip(at).Take(CutItems ?? int.MaxValue)) all.Write(item.Utf8);
        if (Closed is not null) all.Write(Encoding.UTF8.GetBytes($"event: stream.closed\ndata: {Closed}\n\n"));
        return all.ToArray();
    }
}
