namespace Silo.Host.Configuration;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest changed letters, if that is at most a third of them; null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var (nearest, distance) = candidates.Select(candidate => (candidate, Distance(name, candidate))).MinBy(pair => pair.Item2);
        return nearest is not null && distance <= Math.Max(2, nearest.Length / 3) ? nearest : null;
    }

    // Levenshtein's distance, one row at a time, without regard to case.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + change, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
