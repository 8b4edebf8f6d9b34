using Silo.Abstractions.Identity;

namespace Silo.Client.Artifacts;

/// <summary>Something that a session's agent handed over to people. It never changes.</summary>
public sealed record ArtifactInfo
{
    /// <summary>Its number in the session: the sequence of the event that published it.</summary>
    public required long Artifact { get; init; }

    /// <summary>Its file name. One with the name of an earlier one is its next version. Written by a model or a tool, hostile: never a path as it is.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a line; null for nothing. Hostile.</summary>
    public string? Title { get; init; }

    /// <summary>Its media type, as its maker says. Hostile.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The SHA-256 of its content in hexadecimal: its tag without the quotes.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The workspace's file that it is a copy of; null when it is none. Hostile.</summary>
    public string? Path { get; init; }

    /// <summary>The task that published it.</summary>
    public TurnId? Task { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}
