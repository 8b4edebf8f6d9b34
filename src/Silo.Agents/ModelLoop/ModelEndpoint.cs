using Silo.Abstractions.Agents;

namespace Silo.Agents.ModelLoop;

/// <summary>Where the calls of one session go, and with which key.</summary>
internal sealed class ModelEndpoint
{
    private readonly string? _key;

    private ModelEndpoint(ModelSettings settings, string? key)
    {
        Settings = settings;
        _key = key;
    }

    internal ModelSettings Settings { get; }

    /// <summary>The key; null for a server on loopback that needs none. Only the two producers read it.</summary>
    internal string? Key => _key;

    internal static ModelEndpoint Of(ModelSettings settings, Func<string, string?> environment)
    {
        var key = settings.ApiKeyVariable is { Length: > 0 } variable ? environment(variable)?.Trim() : null;
        if (!string.IsNullOrEmpty(key)) return new ModelEndpoint(settings, key);
        if (settings.BaseAddress is { IsLoopback: true }) return new ModelEndpoint(settings, key: null);
        throw new AgentUnavailableException(
            "model_key_missing",
            $"The environment variable {settings.ApiKeyVariable} holds no key for the model '{settings.Name}': set it where the host starts.");
    }

    /// <summary>Takes the key out of a text that came from elsewhere.</summary>
    internal string Redact(string text) => _key is null ? text : text.Replace(_key, "[key]", StringComparison.Ordinal);

    /// <summary>Never the key.</summary>
    public override string ToString() => $"{Settings.Provider} {Settings.Name}";
}
