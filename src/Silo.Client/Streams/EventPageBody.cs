using System.Text.Json;

namespace Silo.Client.Streams;

/// <summary>The answer of <c>GET /v1/sessions/{id}/events</c> as a page.</summary>
internal sealed record EventPageBody(IReadOnlyList<JsonElement> Events, string After, long Head);
