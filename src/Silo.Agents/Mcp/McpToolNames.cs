using System.Security.Cryptography;
using System.Text;

namespace Silo.Agents.Mcp;

/// <summary>From a server's own names of tools to those that a model sees: <c>server__tool</c>. Pure.</summary>
internal static class McpToolNames
{
    private const int LengthMax = 64;
    private const int HashLength = 8;

    /// <summary>What divides server and tool.</summary>
    public const string Divider = "__";

    /// <summary>A name for each: the same name for the same set, whatever its order; those that would be alike get a part of their hash.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="tools">The server's own names, each once.</param>
    public static IReadOnlyDictionary<string, string> Of(string server, IReadOnlyCollection<string> tools)
    {
        var room = LengthMax - server.Length - Divider.Length;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alike in tools.GroupBy(t => Plain(t, room), StringComparer.Ordinal))
        {
            var alone = alike.Count() == 1;
            foreach (var tool in alike)
                names[tool] = server + Divider + (alone || tool == alike.Key ? alike.Key : $"{Plain(tool, room - HashLength - 1)}-{Hash(tool)}");
        }

        return names;
    }

    private static string Plain(string tool, int lengthMax)
    {
        var plain = new StringBuilder(lengthMax);
        foreach (var c in tool.AsSpan(0, Math.Min(tool.Length, lengthMax)))
            plain.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? char.ToLowerInvariant(c) : '_');
        return plain.Length > 0 ? plain.ToString() : "_";
    }

    private static string Hash(string tool) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tool)))[..HashLength];
}
