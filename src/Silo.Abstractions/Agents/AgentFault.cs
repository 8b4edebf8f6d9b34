namespace Silo.Abstractions.Agents;

/// <summary>One thing that is wrong with an agent file.</summary>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Setting">The setting, such as <c>limits.turn_steps_max</c>; empty when the file as a whole is meant.</param>
/// <param name="Message">What is wrong and what is allowed. Holds text of the file.</param>
public sealed record AgentFault(int Line, int Column, string Setting, string Message);
