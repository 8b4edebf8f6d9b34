using System.Diagnostics;
using System.Security.Cryptography;

namespace Silo.Mcp.Tests.Support;

/// <summary>The npm packages that eng/setup.sh installs, in the versions of npm/package-lock.json.</summary>
internal static class NpmTools
{
    private static readonly string Modules = Path.Combine("/usr/local/lib/silo-test-tools", $"mcp-{Version()}", "node_modules");

    public static string Everything { get; } = Find("@modelcontextprotocol/server-everything/dist/index.js");

    public static string Filesystem { get; } = Find("@modelcontextprotocol/server-filesystem/dist/index.js");

    public static string Conformance { get; } = Find("@modelcontextprotocol/conformance/dist/index.js");

    /// <summary>A newer node than Debian's.</summary>
    public static string Node { get; } = Find("node/bin/node");

    /// <summary>Starts a program of the machine, its output joined.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static string Version() =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "npm/package-lock.json"))))[..12];

    private static string Find(string path) => File.Exists(Path.Combine(Modules, path))
        ? Path.Combine(Modules, path)
        : throw new InvalidOperationException($"{Path.Combine(Modules, path)} is missing: run eng/setup.sh.");
}
