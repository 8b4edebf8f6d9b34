using System.Text;
using Silo.Client.Errors;
using Silo.Client.Files;

namespace Silo.Cli.Commands;

/// <summary>
/// A file that is being fetched, under another name until it is whole, so that a cut never leaves half a file that looks whole. Beside it stands what it is
/// a part of, so that the same command goes on where it was; of another file, or of another content, it begins anew.
/// </summary>
internal static class PartialFile
{
    private const int NoteBytesMax = 16 * 1024;

    /// <summary>Fetches into a file.</summary>
    /// <param name="target">The file.</param>
    /// <param name="source">Says which file of which session it is; null for what cannot go on.</param>
    /// <param name="fetch">Fetches, from where the options say, into a stream that stands there.</param>
    /// <param name="replace">Whether what is there already is replaced.</param>
    /// <exception cref="UsageException">The target cannot be written, or is there already and not to be replaced.</exception>
    internal static async Task FetchAsync(string target, string? source, Func<Stream, GetFileOptions, Task> fetch, bool replace = true)
    {
        var (part, note) = (target + ".part", target + ".part.etag");
        try
        {
            if (!replace) RefuseToReplace();
            await using (var file = new FileStream(part, source is null ? FileMode.Create : FileMode.OpenOrCreate, FileAccess.Write))
            {
                var tag = source is null ? null : TagOf(note, source);
                try
                {
                    await FetchAsync(file, tag is null ? 0 : file.Length, tag);
                }
                catch (SiloApiException e) when (e.Code == "range_invalid")
                {
                    // Nothing is left of it, or it is shorter now.
                    await FetchAsync(file, 0, tag: null);
                }
            }

            File.Move(part, target, replace);
            File.Delete(note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{target}' cannot be written: {e.Message}");
        }

        void RefuseToReplace()
        {
            if (Path.Exists(target)) throw new UsageException($"'{target}' is there already: name another file, or say --force.");
            var own = source is not null && TagOf(note, source) is not null;
            if (!own && (Path.Exists(part) ? part : Path.Exists(note) ? note : null) is { } other)
                throw new UsageException($"'{other}' is there already, and is no part of this: name another file, or say --force.");
        }

        Task FetchAsync(FileStream file, long from, string? tag)
        {
            if (from == 0) file.SetLength(0);
            file.Position = from;
            return fetch(file, new GetFileOptions { From = from, IfRange = tag, OnBegin = head => Begin(file, head) });
        }

        void Begin(FileStream file, FileHead head)
        {
            file.SetLength(head.From);
            file.Position = head.From;
            if (source is not null && head.ETag is { } tag) File.WriteAllText(note, $"{tag}\n{source}");
            else File.Delete(note);
        }
    }

    private static string? TagOf(string note, string source)
    {
        if (!File.Exists(note) || new FileInfo(note).Length > NoteBytesMax) return null;
        var lines = File.ReadAllText(note, Encoding.UTF8).Split('\n', 2);
        return lines.Length == 2 && lines[1] == source && IsTag(lines[0]) ? lines[0] : null;
    }

    private static bool IsTag(string text) => text.Length > 2 && text[0] == '"' && text[^1] == '"' && text[1..^1].All(c => c is > ' ' and < '\u007f' and not '"');
}
