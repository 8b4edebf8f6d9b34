using System.Security.Cryptography;

namespace Silo.Host.Tests.SignalR;

/// <summary>The npm packages that eng/setup.sh installs, in the versions of npm/package-lock.json.</summary>
internal static class NodeTools
{
    /// <summary>The folder that holds <c>node_modules</c>.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "npm/package-lock.json"))))[..12];
        var folder = Path.Combine("/usr/local/lib/silo-test-tools", $"hub-{version}");
        return Directory.Exists(Path.Combine(folder, "node_modules")) ? folder : throw new InvalidOperationException($"{folder} is missing: run eng/setup.sh.");
    }
}
