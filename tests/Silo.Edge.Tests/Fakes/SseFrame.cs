using System.Text.Json;

namespace Silo.Edge.Tests.Fakes;

/// <summary>One frame of an event stream, or a comment.</summary>
internal sealed record SseFrame(string? Id, string? Event, string? Data, string? Comment)
{
    public JsonElement Json => JsonDocument.Parse(Data!).RootElement;
}
