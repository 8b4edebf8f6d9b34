using System.Security.Cryptography;
using System.Text;

namespace Silo.Cli.Commands;

/// <summary>What <c>silo run</c> was asked to do.</summary>
internal sealed record RunRequest(
    string Prompt,
    string Agent,
    string? Title,
    IReadOnlyDictionary<string, string> Labels,
    string? Session,
    string? Tar,
    string? Folder)
{
    /// <summary>Tells requests apart in a cursor file.</summary>
    internal string Digest()
    {
        var parts = new List<string?> { Prompt, Agent, Title, Session, Tar, Folder };
        foreach (var (key, value) in Labels.OrderBy(l => l.Key, StringComparer.Ordinal)) parts.AddRange([key, value]);
        var text = string.Join('\0', parts.Select(p => p is null ? "-" : "+" + p));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
