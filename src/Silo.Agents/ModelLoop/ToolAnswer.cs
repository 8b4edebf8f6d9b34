using Silo.Abstractions.Tools;

namespace Silo.Agents.ModelLoop;

/// <summary>The answer to one tool call.</summary>
internal sealed record ToolAnswer(string CallId, string Text, ToolStatus Status);
