using System.Text.Json.Serialization;

namespace Silo.Load.Running;

/// <summary>The body of <c>POST /v1/sessions</c>.</summary>
internal sealed record NewSession([property: JsonPropertyName("agent")] string Agent);
