using System.Text.Json.Serialization;

namespace Silo.Load.Running;

/// <summary>The body of <c>POST /v1/sessions/{id}/turns</c>.</summary>
internal sealed record NewTurn([property: JsonPropertyName("prompt")] string Prompt);
