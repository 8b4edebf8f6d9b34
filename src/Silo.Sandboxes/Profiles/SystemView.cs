using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Profiles;

/// <summary>What a sandbox sees of the host's system, read-only: programs, libraries and the settings they cannot do without.</summary>
/// <remarks>
/// The settings are a copy, made once per spawner, and so one mount: bwrap reads the whole table of mounts again for each, and two dozen of
/// them took longer than all the rest. A certificate that the host trusts later is seen after the spawner's next start.
/// </remarks>
internal sealed class SystemView
{
    private static readonly string[] RootDirectories = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    // No directory that holds keys (/etc/ssl/private), users, hosts or mounts.
    private static readonly string[] CopiedSettings =
    [
        "alternatives", "bash.bashrc", "ca-certificates.conf", "debian_version", "fonts", "inputrc", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
        "locale.alias", "localtime", "magic", "mime.types", "os-release", "pki/ca-trust", "pki/tls/certs", "profile", "profile.d", "protocols",
        "python3", "services", "shells", "ssl/certs", "ssl/openssl.cnf", "terminfo", "timezone",
    ];

    // What this user may not read stays out.
    private const string CopyScript = "rm -rf -- \"$1\" && mkdir -- \"$1\" && cd /etc || exit 1; to=$1; shift; for f in \"$@\"; do [ ! -e \"$f\" ] || cp -a --parents -- \"$f\" \"$to\"; done; exit 0";

    private SystemView(IReadOnlyList<string> directories, IReadOnlyList<(string Path, string Target)> links, string settings) =>
        (Directories, Links, Settings) = (directories, links, settings);

    /// <summary>The host's directories that are seen where they are.</summary>
    public IReadOnlyList<string> Directories { get; }

    /// <summary>The links beside them.</summary>
    public IReadOnlyList<(string Path, string Target)> Links { get; }

    /// <summary>The directory that is seen as /etc.</summary>
    public string Settings { get; }

    /// <summary>The same, with its settings at another path.</summary>
    public SystemView With(string settings) => settings == Settings ? this : new SystemView(Directories, Links, settings);

    /// <summary>The options that mount it.</summary>
    public IReadOnlyList<string> Options(ProfileControls controls) =>
    [
        .. Directories.SelectMany(path => new[] { "--ro-bind", path, path }), .. Links.SelectMany(link => new[] { "--symlink", link.Target, link.Path }),
        controls.ReadOnlySettings ? "--ro-bind" : "--bind", Settings, "/etc",
    ];

    /// <summary>Looks at the host and copies its settings.</summary>
    /// <param name="run">Its <see cref="RunDirectory.Etc"/> is what sandboxes will see as /etc; emptied first.</param>
    /// <param name="starter">Starts the copying.</param>
    /// <param name="user">The number that the sandbox's user has inside.</param>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static async Task<SystemView> PrepareAsync(RunDirectory run, ProcessStarter starter, uint user = 1000)
    {
        var etc = run.Etc;
        var directories = new List<string> { "/usr" };
        var links = new List<(string Path, string Target)>();
        foreach (var name in RootDirectories)
        {
            var path = "/" + name;
            if (new DirectoryInfo(path).LinkTarget is { } target) links.Add((path, target));
            else if (Directory.Exists(path)) directories.Add(path);
        }

        await CopySettingsAsync(run, starter);
        await File.WriteAllTextAsync(
            Path.Combine(etc, "passwd"), $"agent:x:{user}:{user}:agent:/home/agent:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
        await File.WriteAllTextAsync(Path.Combine(etc, "group"), $"agent:x:{user}:\nnogroup:x:65534:\n");
        await File.WriteAllTextAsync(Path.Combine(etc, "hosts"), "127.0.0.1 localhost silo\n::1 localhost\n");
        await File.WriteAllTextAsync(Path.Combine(etc, "nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
        return new SystemView(directories, links, etc);
    }

    private static async Task CopySettingsAsync(RunDirectory run, ProcessStarter starter)
    {
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var child = await starter.StartAsync(new ProcessStart
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", CopyScript, "sh", run.Etc, .. CopiedSettings],
            // Marked: should this spawner die meanwhile, the copying is ended before the next one begins its own.
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", [run.Marker.Key] = run.Marker.Value },
            Descriptors = [nothing, nothing, nothing],
        });
        if (await child.Exit != 0) throw new IOException($"{run.Etc} cannot be made.");
    }
}
