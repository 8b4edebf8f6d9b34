namespace Silo.Runtime.Workspaces;

/// <summary>Workspaces that belong to users for whom this host may not act.</summary>
/// <param name="Count">How many were found.</param>
/// <param name="Example">Tenant and session of one of them; null when there is none.</param>
/// <param name="ExampleUser">Whose that one is.</param>
public sealed record ForeignWorkspaces(int Count, string? Example, uint ExampleUser);
