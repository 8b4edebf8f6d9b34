using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives.Format;

/// <summary>An idempotency key that had not expired.</summary>
internal sealed record KeyLine(string Route, string Key, string BodyHash, string Result, DateTimeOffset ExpiresAt)
{
    internal static KeyLine Of(IdempotencyKey k) => new(k.Route, k.Key, k.BodyHash, k.Result, k.ExpiresAt);

    internal IdempotencyKey ToKey() => new(Route, Key, BodyHash, Result, ExpiresAt);
}
