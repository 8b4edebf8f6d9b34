using System.Text.Encodings.Web;
using System.Text.Json;

namespace Silo.FakeModel.Scripts;

/// <summary>A tool call that the model makes.</summary>
public sealed record FakeToolCall
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tool.</summary>
    public required string Name { get; init; }

    /// <summary>Its input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The input's text where it should not be valid JSON; wins over <see cref="Input"/>.</summary>
    public string? InputText { get; init; }

    /// <summary>The call's id; null for <c>call_{reply}_{n}</c>.</summary>
    public string? Id { get; init; }

    internal string Text => InputText ?? (Input is { } input ? JsonSerializer.Serialize(input, Relaxed) : string.Empty);
}
