using System.Text.Json.Serialization;
using Silo.Abstractions.Access;

namespace Silo.Edge.Http.Keys;

/// <summary>A key as callers see it: without its secret, but for the one time when it is made.</summary>
internal sealed record KeyBody(
    string Id,
    string Name,
    string Tenant,
    Role Role,
    DateTime CreatedAt,
    string CreatedBy,
    DateTime? ExpiresAt,
    DateTime? RevokedAt,
    DateTime? LastUsedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null)
{
    public static KeyBody From(ApiKey key) => new(
        key.Id.Value, key.Name, key.Tenant.Value, key.Role, key.CreatedAt.UtcDateTime, key.CreatedBy,
        key.ExpiresAt?.UtcDateTime, key.RevokedAt?.UtcDateTime, key.LastUsedAt?.UtcDateTime);
}
