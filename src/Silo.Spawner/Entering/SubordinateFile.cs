using System.Globalization;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>Reads what a machine's administrator gave a user in /etc/subuid and /etc/subgid.</summary>
/// <remarks>Source: subuid(5). A line is <c>name:first:count</c>, the name or the number of a user; a user may have several.</remarks>
internal static class SubordinateFile
{
    /// <summary>A smaller range is not worth its care.</summary>
    public const int CountMin = 16;

    /// <summary>The longest range of numbers that are the user's both as user ids and as group ids; null when none has <see cref="CountMin"/>.</summary>
    public static UidRange? FindCommon(string name, uint uid, string uids, string gids)
    {
        UidRange? longest = null;
        var groups = Ranges(name, uid, gids).ToList();
        foreach (var (first, last) in Ranges(name, uid, uids))
        {
            foreach (var (groupFirst, groupLast) in groups)
            {
                var text = $"{Math.Max(first, groupFirst)}-{Math.Min(last, groupLast)}";
                if (UidRange.TryParse(text) is { Count: >= CountMin } common && !(longest?.Count >= common.Count)) longest = common;
            }
        }

        return longest;
    }

    private static IEnumerable<(ulong First, ulong Last)> Ranges(string name, uint uid, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(':') is [var user, var start, var length] && (user == name || user == $"{uid}")
                && ulong.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && uint.TryParse(length.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0 && first <= uint.MaxValue)
                yield return (first, first + count - 1);
        }
    }
}
