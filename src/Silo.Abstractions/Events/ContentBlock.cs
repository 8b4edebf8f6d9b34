using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>One block of a prompt, a message or a tool's result.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextBlock), "text")]
[JsonDerivedType(typeof(ThoughtBlock), "thought")]
[JsonDerivedType(typeof(ToolUseBlock), "tool_use")]
public abstract record ContentBlock;
