using System.Globalization;
using System.Text;
using Silo.Sandboxes.Native;

namespace Silo.Spawner.Entering;

/// <summary>The spawners of this user's hosts, as the machine's processes show them.</summary>
internal static class LivingSpawners
{
    private const int ArgumentsOfSpawner = 6;

    /// <summary>Whether a spawner uses a run directory whose host lives, too.</summary>
    public static bool Uses(string runDirectory)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && IsSpawnerOf(pid, runDirectory)) return true;
        return false;
    }

    // Of this user: what runs in a sandbox may call itself anything, but is another user. The host is the parent as long as it lives.
    private static bool IsSpawnerOf(int pid, string runDirectory)
    {
        try
        {
            var words = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline")).Split('\0').SkipLast(1).TakeLast(ArgumentsOfSpawner).ToList();
            if (SpawnerArguments.TryParse(words, out _) is not { } arguments || arguments.RunDirectory != runDirectory) return false;
            var uids = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return uids.Split('\t')[1] == $"{LibC.geteuid()}" && ProcessIdentity.TryReadParent(pid) == arguments.HostPid;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Gone meanwhile.
            return false;
        }
    }
}
