using System.Globalization;

namespace Silo.TestServers.Postgres;

/// <summary>Finds the newest installed server's programs.</summary>
public static class PostgresPrograms
{
    private const string Root = "/usr/lib/postgresql";

    /// <summary>The directory of <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="InvalidOperationException">No server is installed; names the package.</exception>
    public static string Directory { get; } = Find();

    private static string Find()
    {
        var versions = System.IO.Directory.Exists(Root) ? System.IO.Directory.GetDirectories(Root) : [];
        return versions
            .Where(path => File.Exists(Path.Combine(path, "bin", "initdb")))
            .MaxBy(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0) is { } newest
            ? Path.Combine(newest, "bin")
            : throw new InvalidOperationException("No PostgreSQL server is installed: run eng/setup.sh, or install Debian's package postgresql-15.");
    }
}
