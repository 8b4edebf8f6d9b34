namespace Silo.Abstractions.Access;

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key as stored.</param>
/// <param name="Text">The whole key, secret included: shown once, never stored, never logged.</param>
public sealed record CreatedKey(ApiKey Key, string Text)
{
    /// <summary>The key's id; its text never gets into a log by this way.</summary>
    public override string ToString() => Key.Id.Value;
}
