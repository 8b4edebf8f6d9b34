namespace Silo.Edge.Http.Keys;

/// <summary>A page of keys.</summary>
internal sealed record KeyListBody(IReadOnlyList<KeyBody> Keys, string? NextPage);
