using System.Text.RegularExpressions;
using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads the section <c>model</c> of an agent file.</summary>
internal static partial class ModelSection
{
    private static readonly string[] Providers = ["anthropic", "openai"];

    public static ModelSettings? Read(SettingScope scope)
    {
        if (!scope.Exists)
            return null;
        var outputTokensMax = scope.Integer("output_tokens_max", 8192, 1, 1_000_000);
        var provider = scope.Required("provider", 64);
        if (provider is not null && !Providers.Contains(provider))
            scope.Refuse("provider", $"{SettingErrors.Show(provider)} is not known; allowed: {string.Join(", ", Providers)}");
        var thinking = scope.OptionalInteger("thinking_tokens", 1024, 1_000_000);
        if (thinking >= outputTokensMax)
            scope.Refuse("thinking_tokens", $"'{thinking}' is out of range; allowed: 1024 to less than output_tokens_max, which is {outputTokensMax}");
        var key = scope.Text("api_key_variable", 128);
        if (key is not null && !VariableForm.IsMatch(key))
            scope.Refuse("api_key_variable", "is not the name of an environment variable; the key itself does not belong here"); // the value may be a key: not shown
        var model = new ModelSettings
        {
            Provider = provider ?? string.Empty,
            Name = scope.Required("name", 256) ?? string.Empty,
            BaseAddress = Address(scope),
            ApiKeyVariable = key,
            OutputTokensMax = outputTokensMax,
            ThinkingTokens = thinking,
            Temperature = (double?)scope.Number("temperature", 0, 2),
            StallTimeout = scope.Duration("stall_timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(60),
            Prices = Prices(scope.Scope("prices")),
        };
        scope.Close();
        return model;
    }

    private static Uri? Address(SettingScope scope)
    {
        if (scope.Text("base_address", 2048) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        scope.Refuse("base_address", $"{SettingErrors.Show(text)} is not an address; allowed: an absolute http or https address without user and password");
        return null;
    }

    private static ModelPrices? Prices(SettingScope scope)
    {
        if (!scope.Exists)
            return null;
        const decimal max = 1_000_000;
        decimal Price(string key, bool required)
        {
            var price = scope.Number(key, 0, max);
            if (price is null && required && !scope.Errors.Has(scope.Path(key)))
                scope.Refuse(key, "is missing");
            return price ?? 0;
        }

        var prices = new ModelPrices(Price("input", true), Price("output", true), Price("cache_read", false), Price("cache_write", false));
        scope.Close();
        return prices;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex VariableForm { get; }
}
