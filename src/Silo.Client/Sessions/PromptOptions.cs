using Silo.Abstractions.Sessions;

namespace Silo.Client.Sessions;

/// <summary>How a prompt is taken.</summary>
public sealed class PromptOptions
{
    /// <summary>Whether it waits its turn or steers the running one.</summary>
    /// <value>Default <see cref="PromptMode.Queue"/>.</value>
    public PromptMode Mode { get; init; } = PromptMode.Queue;

    /// <summary>How long the turn may take.</summary>
    /// <value>1 second to 30 days; null for the agent's own limit.</value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long the server may hold the answer back for the turn to end.</summary>
    /// <value>0 to 300 seconds; null to be answered at once.</value>
    public TimeSpan? Wait { get; init; }

    /// <summary>Makes the request safe to repeat for 24 hours, also by another process.</summary>
    /// <value>Default: a new key for each call. 1 to 255 visible ASCII characters.</value>
    public string? IdempotencyKey { get; init; }
}
