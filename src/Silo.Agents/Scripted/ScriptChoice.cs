using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>The reply that was chosen, and what its variables mean.</summary>
/// <param name="Reply">The reply.</param>
/// <param name="Number">How many times in a row it was chosen, from 1.</param>
/// <param name="Results">The tool results that it answers: those that the rule matched, or all that just came.</param>
internal sealed record ScriptChoice(ScriptReply Reply, int Number, IReadOnlyList<ToolOutcome> Results);
