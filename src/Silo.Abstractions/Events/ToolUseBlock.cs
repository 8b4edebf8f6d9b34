using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Events;

/// <summary>A model's request to use a tool.</summary>
/// <param name="CallId">The provider's id of the call, unique within its message.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">The input; null when it lies in <paramref name="Content"/> or was not valid JSON.</param>
/// <param name="InvalidInput">The text the model wrote when that was not a JSON object; the tool is not run.</param>
/// <param name="Content">Where an input longer than <see cref="EventLimits.InlineTextBytesMax"/> lies.</param>
public sealed record ToolUseBlock(
    [property: JsonPropertyName("call_id")] string CallId,
    [property: JsonPropertyName("tool")] string Tool,
    [property: JsonPropertyName("input")] JsonElement? Input,
    [property: JsonPropertyName("invalid_input")] string? InvalidInput = null,
    [property: JsonPropertyName("content")] BlobRef? Content = null) : ContentBlock;
