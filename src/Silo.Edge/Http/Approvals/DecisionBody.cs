namespace Silo.Edge.Http.Approvals;

/// <summary>What <c>POST /v1/approvals/{id}</c> takes.</summary>
internal sealed record DecisionBody
{
    public string? Decision { get; init; }

    public string? Answer { get; init; }
}
