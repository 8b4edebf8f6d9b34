using System.Text.Json;
using Silo.Client.Streams;

namespace Silo.Host.Tests.Transcripts;

/// <summary>Items of every reader in one form: <c>id</c>, <c>event</c>, <c>data</c>.</summary>
internal static class ReadItem
{
    public static JsonElement Of(string? id, string name, string data) =>
        JsonElement.Parse($$"""{"id":{{JsonSerializer.Serialize(id)}},"event":{{JsonSerializer.Serialize(name)}},"data":{{data}}}""");

    /// <summary>Of an event or a piece, whose data says what it is.</summary>
    public static JsonElement Of(string? id, string data) => Of(id, JsonElement.Parse(data).GetProperty("kind").GetString()!, data);

    public static JsonElement Of(StreamItem item) => item switch
    {
        StreamItem.Event e => Of(item.Cursor, System.Text.Encoding.UTF8.GetString(e.Stored.Utf8.Span)),
        StreamItem.Delta d => Of(item.Cursor, System.Text.Encoding.UTF8.GetString(d.Utf8.Span)),
        _ => throw new InvalidOperationException($"{item} in the middle of a turn."),
    };
}
