namespace Silo.Client;

/// <summary>Who the server takes this client for.</summary>
/// <param name="Id">As the audit log names it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Tenant">Where it acts.</param>
/// <param name="Role">What it may do there: <c>viewer</c>, <c>user</c>, <c>approver</c> or <c>operator</c>.</param>
/// <param name="Proof">How it is known: <c>key</c>, <c>jwt</c>, <c>cookie</c>, or <c>none</c> where no key is needed.</param>
/// <param name="EndsAt">When what it shows ends; null for never.</param>
public sealed record CallerInfo(string Id, string Name, string Tenant, string Role, string Proof, DateTimeOffset? EndsAt);
