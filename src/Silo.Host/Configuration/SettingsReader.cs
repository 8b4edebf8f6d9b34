using Silo.Edge.Http.Guards;

namespace Silo.Host.Configuration;

/// <summary>Reads the section <c>Silo</c>, strictly, and says everything that is wrong with it at once.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Files, environment and arguments, as .NET merges them.</param>
    /// <param name="environment">Reads a variable of the environment, for defaults.</param>
    /// <exception cref="SettingsInvalidException">A setting is unknown or wrong; lists all that are.</exception>
    public static HostSettings Read(IConfiguration configuration, Func<string, string?> environment)
    {
        var settings = new HostSettings
        {
            DataDirectory = DefaultFolders.Data(environment),
            AgentsDirectory = DefaultFolders.Agents(Environment.CurrentDirectory, AppContext.BaseDirectory),
        };
        settings.Http.Development = string.Equals(environment("DOTNET_ENVIRONMENT") ?? environment("ASPNETCORE_ENVIRONMENT"), "Development", StringComparison.OrdinalIgnoreCase);
        var errors = new List<string>();
        foreach (var (name, value) in configuration.GetSection(SettingList.Section).AsEnumerable(makePathsRelative: true).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (value is not null && Apply(settings, name, value) is { } error) errors.Add(error);
        errors.AddRange(settings.Http.Validate().Select(error => $"{SettingList.Section}:Http:{error}"));
        errors.AddRange(settings.Jwt.Validate(settings.Http.Development).Select(error => $"{SettingList.Section}:Jwt:{error}"));
        errors.AddRange(settings.Audit.Validate().Select(error => $"{SettingList.Section}:{error}"));
        if (settings.Http.Development && !ListenAddress.IsLoopback(settings.Address))
            errors.Add($"Silo:Address is {settings.Address}, which other machines can reach, and in development nobody needs a key: listen on 127.0.0.1, or set Silo:Development to false.");
        errors.AddRange(settings.Runtime.Validate().Select(error => $"{SettingList.Section}:{error}"));
        errors.AddRange(settings.Telemetry.Validate().Select(error => $"{SettingList.Section}:{error}"));
        if (settings.DataDirectory.Length == 0) errors.Add("Silo:DataDirectory is needed: neither XDG_STATE_HOME nor HOME names a directory.");
        if (settings is { SharedDirectory: not null, PostgresConnectionString: null })
            errors.Add("Silo:SharedDirectory is for hosts that share a journal: set Silo:Postgres:ConnectionString as well, or leave it out.");
        return errors.Count == 0 ? settings : throw new SettingsInvalidException(errors);
    }

    private static string? Apply(HostSettings settings, string name, string value)
    {
        var setting = SettingList.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        if (setting is not null) return setting.Apply(settings, value) is { } error ? $"{setting.Key}: {error}" : null;
        var nearest = NearestName.Find(name, SettingList.All.Select(known => known.Name));
        return $"{SettingList.Section}:{name} is not known; " + (nearest is null ? "--help lists what is." : $"did you mean {SettingList.Section}:{nearest}?");
    }
}
