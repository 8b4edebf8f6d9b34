using System.Text.Json.Serialization;
using Silo.Abstractions.Events;

namespace Silo.Abstractions.Agents;

/// <summary>A model's prices in US dollars per million tokens.</summary>
/// <param name="Input">Tokens read.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="CacheRead">Tokens read from the provider's cache.</param>
/// <param name="CacheWrite">Tokens written to the provider's cache.</param>
public sealed record ModelPrices(
    [property: JsonPropertyName("input")] decimal Input,
    [property: JsonPropertyName("output")] decimal Output,
    [property: JsonPropertyName("cache_read")] decimal CacheRead = 0,
    [property: JsonPropertyName("cache_write")] decimal CacheWrite = 0)
{
    /// <summary>What a usage costs, in millionths of a US dollar, rounded up: dollars per million tokens are micro-dollars per token.</summary>
    /// <returns>The cost, at most <see cref="long.MaxValue"/>: token counts come from a server and may be absurd.</returns>
    public long CostMicroUsd(Usage usage)
    {
        try
        {
            return decimal.ToInt64(decimal.Ceiling(
                (usage.InputTokens * Input) + (usage.OutputTokens * Output) + (usage.CacheReadTokens * CacheRead) + (usage.CacheWriteTokens * CacheWrite)));
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }
    }
}
