using System.Runtime.InteropServices;

namespace Silo.Sandboxes.Spawning;

/// <summary>Finds the programs that sandboxes are made with.</summary>
internal static class ProgramSearch
{
    private const string SpawnerName = "Silo.Spawner";

    /// <summary>Finds bwrap; null when it is not installed.</summary>
    public static string? FindBubblewrap(string? configured)
    {
        if (configured is not null) return File.Exists(configured) ? Path.GetFullPath(configured) : null;
        return Find("bwrap");
    }

    /// <summary>Finds a program by its path, or by its name on PATH; null when it is not installed.</summary>
    public static string? FindOrNull(string nameOrPath)
    {
        if (!nameOrPath.Contains('/')) return Find(nameOrPath);
        return File.Exists(nameOrPath) ? Path.GetFullPath(nameOrPath) : null;
    }

    /// <summary>Finds a program on PATH; null when it is not installed.</summary>
    public static string? Find(string name)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(path => Path.IsPathRooted(path) && File.Exists(path));
    }

    /// <summary>The command that starts the spawner; null when its program is missing.</summary>
    public static IReadOnlyList<string>? FindSpawner(string? configured)
    {
        string[] candidates = configured is not null
            ? [Path.GetFullPath(configured)]
            : [Path.Combine(AppContext.BaseDirectory, SpawnerName + ".dll"), Path.Combine(AppContext.BaseDirectory, SpawnerName)];
        foreach (var path in candidates.Where(File.Exists))
        {
            if (!path.EndsWith(".dll", StringComparison.Ordinal)) return [path];
            if (FindRuntime() is { } runtime) return [runtime, "exec", path];
        }

        return null;
    }

    // The runtime that runs this process, wherever it is installed: <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string? FindRuntime()
    {
        var path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return File.Exists(path) ? path : null;
    }
}
