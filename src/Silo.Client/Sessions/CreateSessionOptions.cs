namespace Silo.Client.Sessions;

/// <summary>A session to be made.</summary>
public sealed class CreateSessionOptions
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>What to call it.</summary>
    public string? Title { get; init; }

    /// <summary>Labels to find it by; at most 32.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Makes the request safe to repeat for 24 hours, also by another process.</summary>
    /// <value>Default: a new key for each call. 1 to 255 visible ASCII characters.</value>
    public string? IdempotencyKey { get; init; }
}
