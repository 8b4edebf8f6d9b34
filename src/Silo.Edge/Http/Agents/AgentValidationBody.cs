using Silo.Abstractions.Agents;

namespace Silo.Edge.Http.Agents;

/// <summary>What became of a check.</summary>
internal sealed record AgentValidationBody(bool Valid, AgentBody? Agent, IReadOnlyList<AgentFault> Errors);
