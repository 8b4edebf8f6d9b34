using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Silo.Abstractions.Events.Kinds;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.SignalR;

/// <summary>Reads a hub's items as the client of server-sent events reads its own: what they make must be the same.</summary>
internal static class HubReading
{
    public static StreamItem Item(JsonElement item) => EventFrame.Read(new SseFrame(
        item.GetProperty("event").GetString()!,
        Encoding.UTF8.GetBytes(item.GetProperty("data").GetRawText()),
        item.TryGetProperty("id", out var id) ? id.GetString() : null));

    public static bool IsTurnEnd(JsonElement item) => item.GetProperty("event").GetString() == TurnEnded.KindName;

    /// <summary>Two readings of one session are the same. Events are compared as JSON: node has parsed and written them. That their bytes are the stored ones is another test.</summary>
    public static void AssertSame(Reading expected, Reading actual) => Assert.Equal(Text(expected), Text(actual));

    /// <summary>Reads to the end of a turn.</summary>
    public static async Task<Reading> ReadTurnAsync(ChannelReader<JsonElement> items, Action<JsonElement>? taken = null)
    {
        var reading = new Reading();
        await foreach (var item in items.ReadAllAsync())
        {
            reading.Take(Item(item));
            taken?.Invoke(item);
            if (IsTurnEnd(item)) return reading;
        }

        throw new InvalidOperationException("The stream ended before the turn did.");
    }

    /// <summary>Reads on until an item comes.</summary>
    public static async Task<JsonElement> FindAsync(ChannelReader<JsonElement> items, string name)
    {
        await foreach (var item in items.ReadAllAsync())
            if (item.GetProperty("event").GetString() == name) return item;
        throw new InvalidOperationException($"The stream ended without {name}.");
    }

    private static string Text(Reading reading) =>
        string.Join('\n', reading.Transcript.Events.Select(e => $"{e.Sequence} {JsonNode.Parse(e.Utf8.Span)!.ToJsonString()}"))
        + "\n" + string.Join('\n', reading.Transcript.Entries.Select(e => JsonSerializer.Serialize(e, e.GetType())));
}
