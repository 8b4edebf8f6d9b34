using System.Globalization;

namespace Silo.Spawner.Entering;

/// <summary>The capabilities that a host keeps over its subordinate ids, and over nothing else.</summary>
/// <remarks>
/// They count in the user namespace that they were had in: over files and processes whose ids are mapped there, which are the user's own and those
/// that /etc/subuid gives it. To the rest of the machine the host is an ordinary user.
/// </remarks>
internal static class Capabilities
{
    private static readonly (string Name, int Bit)[] Kept =
    [
        // Files of workspaces: give them to their user; read, write and remove them.
        ("chown", 0), ("dac_override", 1), ("fowner", 3),

        // Processes of sandboxes: start them as that user, end them, and find those that nobody recorded by their environment.
        ("kill", 5), ("setgid", 6), ("setuid", 7), ("sys_ptrace", 19),

        // Mounts of sandboxes: make them, and move the thread that starts processes in and out.
        ("sys_chroot", 18), ("sys_admin", 21),
    ];

    /// <summary>As setpriv(1) takes them.</summary>
    public static string Text { get; } = "-all," + string.Join(',', Kept.Select(kept => "+" + kept.Name));

    /// <summary>Whether a process has all of them.</summary>
    /// <param name="status">Its /proc/PID/status.</param>
    public static bool AreIn(string status)
    {
        const string name = "CapEff:";
        var line = status.Split('\n').FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line[name.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var had)
            && Kept.All(kept => (had & (1UL << kept.Bit)) != 0);
    }
}
