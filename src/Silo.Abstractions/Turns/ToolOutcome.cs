using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Turns;

/// <summary>How a tool call ended, as the model reads it.</summary>
/// <param name="Step">The step's sequence.</param>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Content">What the model reads.</param>
public sealed record ToolOutcome(long Step, string CallId, string Tool, ToolStatus Status, IReadOnlyList<ContentBlock> Content);
