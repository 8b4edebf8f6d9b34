using System.Globalization;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>Becomes a command that holds its user's subordinate ids: a host that needs no root to give each workspace a user of its own.</summary>
/// <remarks>
/// The process stays the same from the start to the end, so whoever started it can wait for it and signal it: it becomes unshare, which makes a user
/// namespace; then a shell, which waits until the namespace's maps are written; then setpriv, which takes away every capability that is not
/// needed; then the command. The maps are written from outside by newuidmap and newgidmap, which look at /etc/subuid and /etc/subgid once more.
/// </remarks>
internal static class EnterCommand
{
    private const string MapUids = "/usr/bin/newuidmap";
    private const string MapGids = "/usr/bin/newgidmap";

    // Both talk over descriptors 3 and 4: "up" when the namespace is there, "mapped" when its maps are.
    private const string Wait = "echo up >&4; exec 4>&-; read -r said <&3; exec 3<&-; [ \"$said\" = mapped ] || exit 1; exec \"$@\"";

    // In the background of a shell that ends at once: the command must not find a child that it never started.
    private const string Map =
        "{ read -r up <&3 && " + MapUids + " \"$1\" \"$2\" \"$2\" 1 \"$4\" \"$4\" \"$5\" && " + MapGids + " \"$1\" \"$3\" \"$3\" 1 \"$4\" \"$4\" \"$5\" && echo mapped; } &";

    /// <summary>Ends what the user's dead hosts left, which no later moment can, and becomes the command.</summary>
    /// <returns>Never: this program is no more.</returns>
    /// <exception cref="EnterRefusedException">It could not.</exception>
    public static async Task RunAsync(EnterOptions options, TimeProvider time)
    {
        var (uid, gid) = (LibC.geteuid(), LibC.getegid());
        if (uid == 0) throw new EnterRefusedException("root holds every id already. Run the host as an ordinary user, or 'silo-spawner serve' as root.");
        var range = EnterOptions.FindRange(uid, ReadOrEmpty("/etc/passwd"), ReadOrEmpty("/etc/subuid"), ReadOrEmpty("/etc/subgid"));
        foreach (var needed in (string[])[MapUids, MapGids])
            if (!File.Exists(needed)) throw new EnterRefusedException($"{needed} is missing. Install the package 'uidmap': sudo apt-get install uidmap (Debian, Ubuntu), sudo dnf install shadow-utils (Fedora).");
        var unshare = Find("unshare");
        var setpriv = Find("setpriv");
        await EnterSweep.RunAsync(range, time);
        using var up = Pipe.Create();
        using var mapped = Pipe.Create();
        await StartMapperAsync(up, mapped, uid, gid, range);
        Replacement.Become(
            unshare,
            [
                "unshare", "--user", "--keep-caps", "--", "/bin/sh", "-c", Wait, "sh",
                setpriv, $"--inh-caps={Capabilities.Text}", $"--ambient-caps={Capabilities.Text}", $"--bounding-set={Capabilities.Text}", "--", .. options.Command,
            ],
            mapped.Reader,
            up.Writer);
    }

    private static async Task StartMapperAsync(Pipe up, Pipe mapped, uint uid, uint gid, UidRange range)
    {
        using var poller = new FdPoller();
        using var starter = new ProcessStarter(poller);
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var errors = new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false);
        using var shell = await starter.StartAsync(new ProcessStart
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", Map, "sh", Text((uint)Environment.ProcessId), Text(uid), Text(gid), Text(range.First), Text((uint)range.Count)],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Descriptors = [nothing, mapped.Writer, errors, up.Reader],
        });
        await shell.Exit;
    }

    private static string Find(string program) =>
        ProgramSearch.Find(program) ?? throw new EnterRefusedException($"{program} is not installed: apt-get install util-linux.");

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : string.Empty;
}
