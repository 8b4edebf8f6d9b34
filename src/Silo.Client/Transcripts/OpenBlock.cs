using System.Buffers;
using Silo.Abstractions.Streams;

namespace Silo.Client.Transcripts;

/// <summary>What was assembled of one block.</summary>
/// <param name="kind">What it is made of.</param>
/// <param name="number">Its number in the message.</param>
/// <param name="skipped">Bytes before the first piece; not 0 only for a reading that began in the middle.</param>
internal sealed class OpenBlock(DeltaKind kind, int number, int skipped)
{
    internal DeltaKind Kind => kind;

    internal int Number => number;

    internal int Skipped => skipped;

    internal ArrayBufferWriter<byte> Text { get; } = new();

    internal string? CallId { get; set; }

    internal string? Tool { get; set; }
}
