namespace Silo.Abstractions.Artifacts;

/// <summary>The bounds of artifacts. How many bytes those of a session may have together stands in its agent's limits.</summary>
public static class ArtifactLimits
{
    /// <summary>Largest artifact: 64 MiB.</summary>
    public const long BytesMax = 64L << 20;

    /// <summary>Most artifacts that one tool call may publish: 16.</summary>
    public const int PerCallMax = 16;

    /// <summary>Most artifacts of one session: 1,000.</summary>
    public const int PerSessionMax = 1000;

    /// <summary>Longest name in UTF-8 bytes: 200.</summary>
    public const int NameBytesMax = 200;

    /// <summary>Longest title in UTF-8 bytes: 1,000.</summary>
    public const int TitleBytesMax = 1000;

    /// <summary>Longest media type in characters: 127.</summary>
    public const int MediaTypeCharactersMax = 127;
}
