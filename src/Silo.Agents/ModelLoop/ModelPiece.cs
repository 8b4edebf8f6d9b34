using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;

namespace Silo.Agents.ModelLoop;

/// <summary>One thing that a provider's stream said, in words that both protocols share.</summary>
internal abstract record ModelPiece
{
    /// <summary>A block begins.</summary>
    internal sealed record Opened(string Block, DeltaKind Kind, string? CallId = null, string? Tool = null) : ModelPiece;

    /// <summary>A block goes on.</summary>
    internal sealed record Text(string Block, string Value) : ModelPiece;

    /// <summary>What the provider wants back with a thought.</summary>
    internal sealed record Signed(string Block, string? Signature, string? Redacted) : ModelPiece;

    /// <summary>A block is whole.</summary>
    internal sealed record Closed(string Block) : ModelPiece;

    /// <summary>The model that answers.</summary>
    internal sealed record Named(string Model) : ModelPiece;

    /// <summary>Tokens of the whole call so far; replaces what was said before.</summary>
    internal sealed record Used(Usage Usage) : ModelPiece;

    /// <summary>The message is whole, and its stop reason. Nothing of the message comes after it.</summary>
    internal sealed record Finished(string StopReason) : ModelPiece;
}
