using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>Tokens and money of one or more model calls.</summary>
public sealed record Usage
{
    /// <summary>No usage.</summary>
    public static Usage None { get; } = new();

    /// <summary>Tokens read, without those from a cache.</summary>
    [JsonPropertyName("input_tokens")]
    public long InputTokens { get; init; }

    /// <summary>Tokens written, thinking included.</summary>
    [JsonPropertyName("output_tokens")]
    public long OutputTokens { get; init; }

    /// <summary>Tokens read from the provider's prompt cache.</summary>
    [JsonPropertyName("cache_read_tokens")]
    public long CacheReadTokens { get; init; }

    /// <summary>Tokens written to the provider's prompt cache.</summary>
    [JsonPropertyName("cache_write_tokens")]
    public long CacheWriteTokens { get; init; }

    /// <summary>Cost in millionths of a US dollar, by the prices in the agent's definition; 0 when it has none.</summary>
    [JsonPropertyName("cost_microusd")]
    public long CostMicroUsd { get; init; }

    /// <summary>Adds two usages.</summary>
    public static Usage operator +(Usage left, Usage right) => new()
    {
        InputTokens = left.InputTokens + right.InputTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        CacheReadTokens = left.CacheReadTokens + right.CacheReadTokens,
        CacheWriteTokens = left.CacheWriteTokens + right.CacheWriteTokens,
        CostMicroUsd = left.CostMicroUsd + right.CostMicroUsd,
    };

    /// <summary>Adds another usage to this one.</summary>
    public Usage Add(Usage other) => this + other;
}
