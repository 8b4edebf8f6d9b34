using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.Abstractions.Events;
using Silo.Client.Transcripts;

namespace Silo.Client.Tests.Behaviours;

/// <summary>A transcript as the TypeScript client has it, so that two can be compared.</summary>
public static class TranscriptJson
{
    public static JsonObject Of(Transcript transcript) => new()
    {
        ["events"] = new JsonArray([.. transcript.Events.Select(e => (JsonNode)Encoding.UTF8.GetString(e.Utf8.Span))]),
        ["entries"] = new JsonArray([.. transcript.Entries.Select(Entry)]),
        ["open"] = transcript.HasOpen,
    };

    private static JsonNode Entry(TranscriptEntry entry)
    {
        var json = new JsonObject { ["type"] = "", ["sequence"] = entry.Sequence, ["turn"] = entry.Turn?.Value, ["agent"] = entry.Agent };
        switch (entry)
        {
            case TranscriptEntry.Prompt p:
                json["type"] = "prompt";
                json["blocks"] = Blocks(p.Blocks);
                break;
            case TranscriptEntry.Message m:
                json["type"] = "message";
                json["attempt"] = m.Attempt;
                json["state"] = m.State.ToString().ToLowerInvariant();
                json["blocks"] = Blocks(m.Blocks);
                json["pieces"] = new JsonArray([.. m.Pieces.Select(t => (JsonNode)t)]);
                break;
            case TranscriptEntry.ToolCall t:
                json["type"] = "tool_call";
                json["attempt"] = t.Attempt;
                json["tool"] = t.Tool;
                json["status"] = t.Status is { } status ? JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()) : null;
                json["output"] = t.Output;
                json["content"] = Blocks(t.Content);
                break;
            case TranscriptEntry.End e:
                json["type"] = "end";
                json["ended"] = JsonSerializer.SerializeToNode(e.Ended, EventJson.Default.TurnEnded);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry));
        }

        return json;
    }

    private static JsonNode? Blocks(IReadOnlyList<ContentBlock>? blocks) =>
        blocks is null ? null : JsonSerializer.SerializeToNode(blocks, EventJson.Default.IReadOnlyListContentBlock);
}
