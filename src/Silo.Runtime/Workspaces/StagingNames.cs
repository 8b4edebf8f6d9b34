using Silo.Abstractions.Identity;

namespace Silo.Runtime.Workspaces;

/// <summary>Names in staging and trash that no other write uses, and that tell this start of the host from earlier ones and from other hosts.</summary>
internal sealed class StagingNames
{
    private readonly string _start;
    private readonly Func<string, bool> _lives;
    private long _count;

    /// <param name="random">Names this start.</param>
    internal StagingNames(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        (_start, _lives) = (Convert.ToHexStringLower(bytes), _ => false);
    }

    /// <param name="start">Names this start: letters, digits and <c>_</c>.</param>
    /// <param name="lives">Whether another start lives, and its names are in use.</param>
    internal StagingNames(string start, Func<string, bool> lives)
    {
        if (!IsStart(start)) throw new ArgumentException($"'{start}' does not name a start: letters, digits and _.", nameof(start));
        (_start, _lives) = (start, lives);
    }

    internal string Next() => $"{_start}-{Interlocked.Increment(ref _count)}";

    /// <summary>Whether a start that lives no more made a name: what it was for is over.</summary>
    internal bool IsLeftOver(FileName name)
    {
        var text = name.Escaped();
        var start = text[..Math.Max(0, text.IndexOf('-'))];
        return start != _start && !(IsStart(start) && _lives(start));
    }

    private static bool IsStart(string text) => text.Length is >= 1 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
