namespace Silo.Edge.Http.Turns;

/// <summary>What <c>POST /v1/sessions/{id}/cancel</c> takes.</summary>
internal sealed record CancelBody
{
    public string? Task { get; init; }
}
