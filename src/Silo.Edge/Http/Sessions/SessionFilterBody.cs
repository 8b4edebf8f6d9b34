namespace Silo.Edge.Http.Sessions;

/// <summary>What the hub's method <c>Sessions</c> takes: the query of <c>GET /v1/sessions</c>.</summary>
internal sealed record SessionFilterBody
{
    public string? Status { get; init; }

    public string? Agent { get; init; }

    public string? Label { get; init; }

    public int? Limit { get; init; }

    public string? Page { get; init; }
}
