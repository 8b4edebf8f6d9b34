namespace Silo.FakeModel.Scripts;

/// <summary>What the server says that a reply used.</summary>
public sealed record FakeUsage
{
    /// <summary>Tokens read, without cached ones.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens read from the cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Tokens written to the cache; Anthropic only.</summary>
    public long CacheWriteTokens { get; init; }
}
