namespace Silo.Edge.Http.Events;

/// <summary>A block of an event, whole.</summary>
internal sealed record BlockBody(long Sequence, int Block, string Type, string Text, string? Html);
