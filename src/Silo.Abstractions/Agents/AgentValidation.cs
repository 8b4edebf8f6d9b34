namespace Silo.Abstractions.Agents;

/// <summary>What became of a check.</summary>
/// <param name="Definition">The definition; null when there are faults.</param>
/// <param name="Faults">Everything that is wrong, in the order of the file, up to a bound; empty when the file will do.</param>
public sealed record AgentValidation(AgentDefinition? Definition, IReadOnlyList<AgentFault> Faults);
