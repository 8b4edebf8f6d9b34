using Silo.Abstractions.Events;

namespace Silo.Abstractions.Turns;

/// <summary>How a program ended its turn.</summary>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Error">What went wrong, with <see cref="StopReason.Failed"/> and <see cref="StopReason.PausedLimit"/>.</param>
public sealed record TurnOutcome(StopReason StopReason, EventError? Error = null);
