namespace Silo.Client.Streams;

/// <summary>A block of a prompt, a message or a tool's result, whole.</summary>
/// <param name="Sequence">The event.</param>
/// <param name="Block">Its number in the event, from 0.</param>
/// <param name="Type">What it is: <c>text</c>, <c>thought</c> or <c>tool_use</c>.</param>
/// <param name="Text">The text; of a tool call its input as JSON. Written by models and tools: hostile.</param>
/// <param name="Html">Of a text, when it was asked for and is not too long; else null.</param>
public sealed record BlockContent(long Sequence, int Block, string Type, string Text, string? Html);
