using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Streams;

/// <summary>A piece of a block that is still being made. Never stored; the completed event holds the whole.</summary>
public sealed record StreamDelta
{
    /// <summary>What the block is made of.</summary>
    public required DeltaKind Kind { get; init; }

    /// <summary>The turn.</summary>
    public required TurnId Turn { get; init; }

    /// <summary>The path of the agent that it comes from.</summary>
    public required string Agent { get; init; }

    /// <summary>Where the piece begins.</summary>
    public required OpenPosition From { get; init; }

    /// <summary>The piece, as UTF-8; never cut inside a character. May be empty for the start of a block.</summary>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>For the first piece of a tool call: the model's id of the call.</summary>
    public string? CallId { get; init; }

    /// <summary>For the first piece of a tool call: the tool's name.</summary>
    public string? Tool { get; init; }

    /// <summary>The position after this piece.</summary>
    public OpenPosition To => From with { Offset = From.Offset + Utf8.Length };
}
