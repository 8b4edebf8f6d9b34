using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>That a key was used.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When, last.</param>
public readonly record struct KeyUse(KeyId Key, DateTimeOffset At);
