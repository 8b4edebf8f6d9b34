namespace Silo.Client.Approvals;

/// <summary>The body of <c>POST /v1/approvals/{id}</c>.</summary>
internal sealed record DecideBody(string Decision, string? Answer);
