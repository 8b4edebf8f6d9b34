namespace Silo.Host.Configuration;

/// <summary>Where things lie when nobody said where.</summary>
internal static class DefaultFolders
{
    /// <summary>The state directory of this user, by the XDG base directory specification; empty when neither it nor a home is known.</summary>
    public static string Data(Func<string, string?> environment)
    {
        if (environment("XDG_STATE_HOME") is { } state && Path.IsPathFullyQualified(state)) return Path.Combine(state, "silo");
        return environment("HOME") is { } home && Path.IsPathFullyQualified(home) ? Path.Combine(home, ".local", "state", "silo") : string.Empty;
    }

    /// <summary>The folder <c>agents</c> in the working directory; without one, that beside the program.</summary>
    public static string Agents(string workingDirectory, string programDirectory)
    {
        var here = Path.Combine(workingDirectory, "agents");
        return Directory.Exists(here) ? here : Path.Combine(programDirectory, "agents");
    }
}
