using System.Globalization;

namespace Silo.Spawner.Users;

/// <summary>The user ids that sandboxes run as; the same numbers serve as group ids.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal readonly record struct UidRange(uint First, uint Last)
{
    private const uint OrdinaryMin = 1000;

    // Above that some programs read a negative number; 65534 is nobody and 65535 once meant "none".
    private const uint Highest = int.MaxValue;

    /// <summary>Above the ranges that Debian gives to people, services, containers by default.</summary>
    public static UidRange Default { get; } = new(200_000, 265_535);

    public int Count => (int)(Last - First + 1);

    public bool Contains(uint uid) => uid >= First && uid <= Last;

    public override string ToString() => $"{First}-{Last}";

    /// <summary>Reads <c>FIRST-LAST</c>.</summary>
    /// <returns>Null when it is no range that could be used.</returns>
    public static UidRange? TryParse(string text)
    {
        if (text.Split('-') is not [var left, var right]
            || !uint.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !uint.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var last)) return null;
        var isNobody = first <= ushort.MaxValue && last >= ushort.MaxValue - 1;
        return first < OrdinaryMin || last < first || last > Highest || isNobody ? null : new UidRange(first, last);
    }

    /// <summary>Tells who on this machine has an id of the range already.</summary>
    /// <param name="accounts">What /etc/passwd or /etc/group says: the third field of a line is an id.</param>
    /// <param name="subordinate">What /etc/subuid or /etc/subgid says: the second field is the first id, the third how many.</param>
    /// <returns>Null when nobody has.</returns>
    public string? FindOwner(string accounts, string subordinate)
    {
        foreach (var fields in Lines(accounts))
        {
            if (fields.Length > 2 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Contains(id))
                return $"{fields[0]} has {id}";
        }

        foreach (var fields in Lines(subordinate))
        {
            if (fields.Length > 2 && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0 && first <= Last && first + count - 1 >= First)
                return $"{fields[0]} may use {first}-{first + count - 1}";
        }

        return null;
    }

    private static IEnumerable<string[]> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':'));
}
