using Silo.Abstractions.Access;

namespace Silo.Client.Access;

/// <summary>The body of <c>POST /v1/keys</c>.</summary>
internal sealed record CreateKeyBody(string Name, Role Role, DateTimeOffset? ExpiresAt);
