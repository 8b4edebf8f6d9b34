using System.Globalization;
using System.Text;

namespace Silo.TestServers.Scripted;

/// <summary>A request as it came.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, as it was spelt.</param>
/// <param name="Query">Its query with the question mark; empty for none.</param>
/// <param name="Headers">Its headers, names in lower case.</param>
/// <param name="Body">Its body.</param>
public sealed record ScriptedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private const int HeadBytesMax = 64 * 1024;

    internal static async Task<ScriptedRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!Ends(head))
        {
            if (head.Count > HeadBytesMax || await stream.ReadAsync(one, cancellationToken) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).ToDictionary(p => p[0].Trim().ToLowerInvariant(), p => p[1].Trim(), StringComparer.Ordinal);
        var at = first[1].IndexOf('?', StringComparison.Ordinal);
        return new ScriptedRequest(
            first[0], at < 0 ? first[1] : first[1][..at], at < 0 ? string.Empty : first[1][at..], headers, Encoding.UTF8.GetString(await BodyAsync(stream, headers, cancellationToken)));
    }

    private static bool Ends(List<byte> head) => head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n' && head[^4] == '\r';

    private static async Task<byte[]> BodyAsync(Stream stream, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.TryGetValue("content-length", out var text))
        {
            var whole = new byte[int.Parse(text, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(whole, cancellationToken);
            return whole;
        }

        if (!headers.ContainsKey("transfer-encoding")) return [];
        using var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse(await LineAsync(stream, cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var part = new byte[size];
            await stream.ReadExactlyAsync(part, cancellationToken);
            body.Write(part);
            await LineAsync(stream, cancellationToken);
            if (size == 0) return body.ToArray();
        }
    }

    private static async Task<string> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line.Count < 2 || line[^1] != '\n')
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            line.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. line]).TrimEnd();
    }
}
