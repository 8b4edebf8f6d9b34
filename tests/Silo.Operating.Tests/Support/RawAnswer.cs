namespace Silo.Operating.Tests.Support;

/// <summary>One answer as it came over the wire.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers, names in lower case; of several with one name, the last.</param>
/// <param name="Body">Its body; empty where it is not read, as that of a stream.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The media type, without its parameters; null for none.</summary>
    public string? Type => Headers.TryGetValue("content-type", out var type) ? type.Split(';')[0].Trim() : null;

    public bool Closes => Headers.TryGetValue("connection", out var connection) && connection.Contains("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the body goes on for as long as the stream does.</summary>
    public bool IsStream => Type == "text/event-stream";
}
