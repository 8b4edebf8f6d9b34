using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>What went wrong, for people and for programs.</summary>
/// <param name="Code">A stable code; see docs/errors and docs/protocol/codes.md.</param>
/// <param name="Message">One sentence. Never holds a secret.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
public sealed record EventError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("retryable")] bool Retryable = false);
