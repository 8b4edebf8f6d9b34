namespace Silo.Edge.Http.Keys;

/// <summary>What <c>POST /v1/keys</c> takes.</summary>
internal sealed record CreateKeyBody
{
    public string? Name { get; init; }

    public string? Role { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
