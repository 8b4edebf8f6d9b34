namespace Silo.Sandboxes.Wire;

/// <summary>One frame.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="Payload">The bytes; valid until the next read from the same connection.</param>
internal readonly record struct Frame(FrameKind Kind, ReadOnlyMemory<byte> Payload);
