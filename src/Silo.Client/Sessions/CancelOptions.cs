using Silo.Abstractions.Identity;

namespace Silo.Client.Sessions;

/// <summary>What to cancel.</summary>
public sealed class CancelOptions
{
    /// <summary>The task; null for the running one.</summary>
    public TurnId? Task { get; init; }
}
