namespace Silo.Sandboxes.Bubblewrap;

/// <summary>What a sandbox sees of the host's system, read-only: programs, libraries and the settings they cannot do without.</summary>
internal sealed class SystemView
{
    private static readonly string[] RootDirectories = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    // No directory that holds keys (/etc/ssl/private), users, hosts or mounts.
    private static readonly string[] Settings =
    [
        "alternatives", "bash.bashrc", "ca-certificates.conf", "debian_version", "fonts", "inputrc", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
        "locale.alias", "localtime", "magic", "mime.types", "os-release", "pki/ca-trust", "pki/tls/certs", "profile", "profile.d", "protocols",
        "python3", "services", "shells", "ssl/certs", "ssl/openssl.cnf", "terminfo", "timezone",
    ];

    private readonly string[] _options;

    private SystemView(string[] options) => _options = options;

    /// <summary>The options that mount it.</summary>
    public IReadOnlyList<string> Options => _options;

    /// <summary>Looks at the host once and writes the few files that a sandbox sees instead of the host's.</summary>
    /// <param name="etc">A directory for those files.</param>
    public static SystemView Prepare(string etc)
    {
        Directory.CreateDirectory(etc);
        var options = new List<string> { "--ro-bind", "/usr", "/usr" };
        foreach (var name in RootDirectories)
        {
            var path = "/" + name;
            if (new DirectoryInfo(path).LinkTarget is { } target) options.AddRange(["--symlink", target, path]);
            else if (Directory.Exists(path)) options.AddRange(["--ro-bind", path, path]);
        }

        foreach (var path in Settings.Select(name => "/etc/" + name).Where(Path.Exists))
            options.AddRange(["--ro-bind", path, path]);
        Add("passwd", "agent:x:1000:1000:agent:/home/agent:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
        Add("group", "agent:x:1000:\nnogroup:x:65534:\n");
        Add("hosts", "127.0.0.1 localhost silo\n::1 localhost\n");
        Add("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
        return new SystemView([.. options]);

        void Add(string name, string content)
        {
            var path = Path.Combine(etc, name);
            File.WriteAllText(path, content);
            options.AddRange(["--ro-bind", path, "/etc/" + name]);
        }
    }
}
