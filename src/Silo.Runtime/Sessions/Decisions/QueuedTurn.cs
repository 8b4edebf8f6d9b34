using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>A prompt that waits for its turn.</summary>
internal sealed record QueuedTurn(TurnId Turn, IReadOnlyList<ContentBlock> Prompt, long? DeadlineMs, long Sequence, DateTimeOffset QueuedAt, string? Trace = null);
