using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>Which model an agent calls, and how.</summary>
public sealed record ModelSettings
{
    /// <summary>The wire protocol: <c>anthropic</c> or <c>openai</c>.</summary>
    [JsonPropertyName("provider")]
    public required string Provider { get; init; }

    /// <summary>The model's name, as the provider spells it.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The server's base address; null for the provider's own.</summary>
    [JsonPropertyName("base_address")]
    public Uri? BaseAddress { get; init; }

    /// <summary>The environment variable of the host that holds the key. The key itself never enters a definition, event or sandbox.</summary>
    [JsonPropertyName("api_key_variable")]
    public string? ApiKeyVariable { get; init; }

    /// <summary>Most tokens the model may write in one call.</summary>
    /// <value>Default 8,192, 1 to 1,000,000.</value>
    [JsonPropertyName("output_tokens_max")]
    public int OutputTokensMax { get; init; } = 8192;

    /// <summary>Tokens of thinking; null for none.</summary>
    /// <value>1,024 or more, less than <see cref="OutputTokensMax"/>.</value>
    [JsonPropertyName("thinking_tokens")]
    public int? ThinkingTokens { get; init; }

    /// <summary>Sampling temperature; null for the provider's default.</summary>
    [JsonPropertyName("temperature")]
    public double? Temperature { get; init; }

    /// <summary>A stream that says nothing for this long counts as stalled.</summary>
    /// <value>Default 60 seconds, 1 second to 1 hour.</value>
    [JsonPropertyName("stall_timeout")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Prices, in US dollars per million tokens; null when unknown, and then cost is 0.</summary>
    [JsonPropertyName("prices")]
    public ModelPrices? Prices { get; init; }
}
