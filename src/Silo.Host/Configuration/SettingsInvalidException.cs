namespace Silo.Host.Configuration;

/// <summary>The configuration is wrong; the message lists every error. Mend them, then start again.</summary>
internal sealed class SettingsInvalidException(IReadOnlyList<string> errors)
    : Exception($"The configuration has {errors.Count} error(s):{string.Concat(errors.Select(error => Environment.NewLine + "  " + error))}")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
