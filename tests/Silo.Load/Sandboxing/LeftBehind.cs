using System.Security.Cryptography;
using System.Text;

namespace Silo.Load.Sandboxing;

/// <summary>Counts what a killed host's sandboxes left on the machine.</summary>
internal static class LeftBehind
{
    /// <summary>Stands in the command lines of the sandboxes that a killed host had.</summary>
    public const string Mark = "1000001";

    public static void Count(string directory, ServedSpawner? spawner, Dictionary<string, double> figures)
    {
        var run = SandboxHost.RunDirectory(directory);
        var sandboxes = Path.Combine(spawner?.Directory ?? run, "sandboxes");
        figures["left_processes"] = ProcessMemory.Mentioning(Mark) + ProcessMemory.Mentioning(run);
        figures["left_mounts"] = ProcessMemory.Mounts(sandboxes + "/");
        figures["left_directories"] = Directory.Exists(sandboxes) ? Directory.EnumerateFileSystemEntries(sandboxes).Count() : 0;
        figures["left_cgroups"] = Groups(spawner?.Directory ?? run).Sum(group => Directory.EnumerateDirectories(group).Count());
    }

    // A spawner's groups have a name made of its directory.
    private static IEnumerable<string> Groups(string directory)
    {
        if (!Directory.Exists("/sys/fs/cgroup")) return [];
        var name = "silo-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..12];
        var deep = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateDirectories("/sys/fs/cgroup", name, deep);
    }
}
