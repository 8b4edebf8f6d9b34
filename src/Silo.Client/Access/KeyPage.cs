namespace Silo.Client.Access;

/// <summary>One page of keys.</summary>
/// <param name="Keys">The keys, newest first.</param>
/// <param name="NextPage">What to ask for next; null on the last page.</param>
public sealed record KeyPage(IReadOnlyList<KeyInfo> Keys, string? NextPage);
