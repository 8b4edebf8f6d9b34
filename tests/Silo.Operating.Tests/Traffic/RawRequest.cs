using System.Globalization;
using System.Text;

namespace Silo.Operating.Tests.Traffic;

/// <summary>A request down to its bytes; every character of a text is one byte of it.</summary>
internal sealed class RawRequest
{
    public required ApiOperation Operation { get; init; }

    public required string Method { get; set; }

    public required string Target { get; set; }

    public string Version { get; set; } = "HTTP/1.1";

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Lines of the head that are no headers, or none that is well formed.</summary>
    public List<string> Lines { get; } = [];

    public byte[]? Body { get; set; }

    /// <summary>The length that it claims; null for the right one.</summary>
    public long? ClaimedLength { get; set; }

    /// <summary>The body as it is chunked; null where it is not.</summary>
    public byte[]? Chunks { get; set; }

    /// <summary>Whether it is not well-formed HTTP: then the server may answer without a body, or close.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether its end does not come.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether it names what is another tenant's.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Whether it shows no key that is valid.</summary>
    public bool HasNoKey { get; set; }

    public void Set(string name, string value)
    {
        Headers.RemoveAll(header => header.Name == name);
        Headers.Add((name, value));
    }

    public byte[] ToBytes()
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{Method} {Target} {Version}\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        foreach (var line in Lines) head.Append(line).Append("\r\n");
        if (Chunks is not null) head.Append("Transfer-Encoding: chunked\r\n");
        else if (Body is not null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {ClaimedLength ?? Body.Length}\r\n");
        head.Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Chunks ?? Body ?? []];
    }

    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(ToBytes());
        return (text.Length > 1500 ? text[..1500] + "…" : text).Replace("\r\n", "⏎\n", StringComparison.Ordinal);
    }
}
