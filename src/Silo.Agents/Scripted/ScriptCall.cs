namespace Silo.Agents.Scripted;

/// <summary>One tool call of a reply.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Input">The input as JSON; variables stand inside its strings, escaped.</param>
internal sealed record ScriptCall(string Tool, Template Input);
