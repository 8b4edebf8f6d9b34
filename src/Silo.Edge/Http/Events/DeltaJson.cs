using System.Text.Encodings.Web;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>The JSON of a piece of an open message: the same bytes on every kind of stream. It builds no strings and no objects.</summary>
internal static class DeltaJson
{
    /// <summary>What follows the text.</summary>
    public const string Tail = "\"}";

    /// <summary>"\u0001" is the longest form of one character in JSON.</summary>
    public const int GrowthMax = 6;

    // The fixed texts, the five numbers, the ids of a session and a turn: far below this.
    private const int FixedBytesMax = 768;

    /// <summary>How the text is escaped.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Room that <see cref="AddHead"/> needs, in bytes.</summary>
    public static int HeadBytesMax(StreamDelta piece) =>
        FixedBytesMax + ((piece.Agent.Length + (piece.CallId?.Length ?? 0) + (piece.Tool?.Length ?? 0)) * GrowthMax);

    /// <summary>Writes everything up to the first byte of the text.</summary>
    public static void AddHead(ref Utf8Line line, ReadOnlySpan<byte> session, StreamDelta piece)
    {
        line.Add("{\"kind\":\""u8);
        line.Add(DeltaNames.Of(piece.Kind));
        line.Add("\",\"session\":\""u8);
        line.Add(session);
        line.Add("\",\"turn\":\""u8);
        line.Add(piece.Turn.Value);
        line.Add("\",\"agent\":\""u8);
        line.Add(Escape(piece.Agent));
        line.Add("\",\"step\":"u8);
        line.Add(piece.From.Step);
        line.Add(",\"epoch\":"u8);
        line.Add(piece.From.Epoch);
        line.Add(",\"attempt\":"u8);
        line.Add(piece.From.Attempt);
        line.Add(",\"block\":"u8);
        line.Add(piece.From.Block);
        line.Add(",\"offset\":"u8);
        line.Add(piece.From.Offset);
        if (piece.CallId is { } call)
        {
            line.Add(",\"call_id\":\""u8);
            line.Add(Escape(call));
            line.Add("\""u8);
        }

        if (piece.Tool is { } tool)
        {
            line.Add(",\"tool\":\""u8);
            line.Add(Escape(tool));
            line.Add("\""u8);
        }

        line.Add(",\"text\":\""u8);
    }

    // Returns the very string when there is nothing to escape, which is the usual case.
    private static string Escape(string text) => Encoder.Encode(text);
}
