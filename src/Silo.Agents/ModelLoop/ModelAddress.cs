using Silo.Abstractions.Agents;

namespace Silo.Agents.ModelLoop;

/// <summary>Where a model is called.</summary>
public static class ModelAddress
{
    /// <summary>The address of Anthropic's own server.</summary>
    internal const string Anthropic = "https://api.anthropic.com";

    /// <summary>The address of OpenAI's own server.</summary>
    internal const string OpenAI = "https://api.openai.com/v1";

    /// <summary>The base address that a model's settings lead to: their own, or else the provider's.</summary>
    /// <returns>Null for a provider that this build does not know.</returns>
    public static Uri? Of(ModelSettings settings) => settings.BaseAddress ?? settings.Provider switch
    {
        ModelProviders.Anthropic => new Uri(Anthropic),
        ModelProviders.OpenAI => new Uri(OpenAI),
        _ => null,
    };
}
