using Silo.Abstractions.Agents;

namespace Silo.Agents.ModelLoop;

/// <summary>Checks the <c>model</c> section of an agent; every error names the setting, its value and what is allowed.</summary>
internal static class ModelSettingsRules
{
    internal static IReadOnlyList<string> Check(ModelSettings? model)
    {
        if (model is null) return ["model is missing: the driver 'model' needs its provider and name."];
        var anthropic = model.Provider == ModelProviders.Anthropic;
        var errors = new List<string>();
        Require(anthropic || model.Provider == ModelProviders.OpenAI, $"model.provider is '{model.Provider}': it is 'anthropic' or 'openai'.");
        Require(model.Name.Length is >= 1 and <= 256, $"model.name has {model.Name.Length} characters: 1 to 256.");
        Require(IsHttp(model.BaseAddress), $"model.base_address is '{model.BaseAddress}': it is an absolute http or https address without a query.");
        Require(
            !string.IsNullOrEmpty(model.ApiKeyVariable) || model.BaseAddress is { IsAbsoluteUri: true, IsLoopback: true },
            $"model.api_key_variable is missing: it names the variable that holds the key, as {(anthropic ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY")}; only a server on loopback needs none.");
        Require(model.OutputTokensMax is >= 1 and <= 1_000_000, $"model.output_tokens_max is {model.OutputTokensMax}: 1 to 1000000.");
        Require(
            model.ThinkingTokens is null || (model.ThinkingTokens >= 1024 && model.ThinkingTokens < model.OutputTokensMax),
            $"model.thinking_tokens is {model.ThinkingTokens}: 1024 or more, and less than output_tokens_max, {model.OutputTokensMax}.");
        Require(model.ThinkingTokens is null || anthropic, $"model.thinking_tokens is {model.ThinkingTokens}: the provider '{model.Provider}' takes none.");
        Require(model.Temperature is null or (>= 0 and <= 2), $"model.temperature is {model.Temperature}: 0 to 2.");

        // Removed from the Messages API in its version 2026-10-21, which the SDK speaks.
        Require(model.Temperature is null || !anthropic, $"model.temperature is {model.Temperature}: the provider 'anthropic' takes none.");
        Require(
            model.StallTimeout >= TimeSpan.FromSeconds(1) && model.StallTimeout <= TimeSpan.FromHours(1), $"model.stall_timeout is {model.StallTimeout}: 1 second to 1 hour.");
        Require(
            model.Prices is null or { Input: >= 0, Output: >= 0, CacheRead: >= 0, CacheWrite: >= 0 }, "model.prices holds a negative number: prices are 0 or more.");
        return errors;

        void Require(bool fine, string error)
        {
            if (!fine) errors.Add(error);
        }
    }

    private static bool IsHttp(Uri? address) =>
        address is null || (address.IsAbsoluteUri && address.Scheme is "http" or "https" && address is { Query: "", Fragment: "" });
}
