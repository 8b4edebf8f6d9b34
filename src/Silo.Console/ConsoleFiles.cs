using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Silo.Console;

/// <summary>The files of the page, out of this assembly.</summary>
internal static class ConsoleFiles
{
    private const string Page = "index.html";
    private const string Folder = "/console/";
    private const string Sessions = "/s/";
    private static readonly FrozenDictionary<string, ConsoleFile> Files = Read();

    /// <summary>The file at a path of the server; null when there is none of the page.</summary>
    /// <remarks>A link to a session is the page itself: which session it is, the page reads from its address.</remarks>
    public static ConsoleFile? Find(string path)
    {
        if (path == "/" || (path.StartsWith(Sessions, StringComparison.Ordinal) && path.IndexOf('/', Sessions.Length) < 0)) return Files[Page];
        return path.StartsWith(Folder, StringComparison.Ordinal) && path.Length > Folder.Length ? Files.GetValueOrDefault(path[Folder.Length..]) : null;
    }

    private static FrozenDictionary<string, ConsoleFile> Read()
    {
        var assembly = typeof(ConsoleFiles).Assembly;
        var files = new Dictionary<string, ConsoleFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files[name] = new ConsoleFile(TypeOf(name), content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"The page holds '{name}', of which nobody has said what it is."),
    };
}
