namespace Silo.Client.Access;

/// <summary>One page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="NextPage">What to ask for next; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditInfo> Entries, string? NextPage);
