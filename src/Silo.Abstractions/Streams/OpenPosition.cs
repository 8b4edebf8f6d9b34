namespace Silo.Abstractions.Streams;

/// <summary>How far a reader is in one message that is still being made.</summary>
/// <param name="Step">The step: the sequence of its started event.</param>
/// <param name="Epoch">The epoch of the attempt.</param>
/// <param name="Attempt">The attempt: 1, 2, 3 …</param>
/// <param name="Block">The block, from 0. Blocks are only ever appended to at their end, one after the other.</param>
/// <param name="Offset">Bytes of UTF-8 already delivered of that block; always between two characters.</param>
public readonly record struct OpenPosition(long Step, long Epoch, int Attempt, int Block, int Offset);
