using Silo.Abstractions.Events;

namespace Silo.Abstractions.Turns;

/// <summary>A whole message.</summary>
/// <param name="Step">The step's sequence.</param>
/// <param name="Blocks">Its blocks.</param>
/// <param name="StopReason">The provider's own stop reason.</param>
public sealed record MessageOutcome(long Step, IReadOnlyList<ContentBlock> Blocks, string StopReason);
