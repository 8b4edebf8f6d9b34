namespace Silo.Agents.Tools;

/// <summary>Exact replacement in a file's bytes, so that what is not replaced stays as it is, whatever its encoding. Pure.</summary>
internal static class TextEdit
{
    /// <summary>How often a text stands in a file, without overlaps.</summary>
    internal static int Count(ReadOnlySpan<byte> file, ReadOnlySpan<byte> old) => file.Count(old);

    /// <summary>In which lines, from 1, the first places begin at which a text stands.</summary>
    internal static List<int> Lines(ReadOnlySpan<byte> file, ReadOnlySpan<byte> old, int linesMax)
    {
        var lines = new List<int>();
        var line = 1;
        for (int at; lines.Count < linesMax && (at = file.IndexOf(old)) >= 0; file = file[(at + old.Length)..])
        {
            line += file[..at].Count((byte)'\n');
            lines.Add(line);
            line += old.Count((byte)'\n');
        }

        return lines;
    }

    /// <summary>Replaces every place at which a text stands.</summary>
    internal static byte[] Replace(ReadOnlySpan<byte> file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        var result = new byte[ResultBytes(file, old, replacement)];
        var rest = result.AsSpan();
        for (int at; (at = file.IndexOf(old)) >= 0; file = file[(at + old.Length)..])
        {
            file[..at].CopyTo(rest);
            replacement.CopyTo(rest[at..]);
            rest = rest[(at + replacement.Length)..];
        }

        file.CopyTo(rest);
        return result;
    }

    /// <summary>How long the file is after the replacement: known before any memory is taken for it.</summary>
    internal static long ResultBytes(ReadOnlySpan<byte> file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement) =>
        file.Length + (long)Count(file, old) * (replacement.Length - old.Length);
}
