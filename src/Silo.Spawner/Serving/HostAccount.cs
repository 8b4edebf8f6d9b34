using System.Globalization;

namespace Silo.Spawner.Serving;

/// <summary>The user that hosts run as.</summary>
/// <param name="Uid">Its number.</param>
/// <param name="Name">Its name; its number when it has none.</param>
/// <param name="Home">Its home; null when it has none.</param>
internal sealed record HostAccount(uint Uid, string Name, string? Home)
{
    /// <summary>Finds a user.</summary>
    /// <param name="name">Name or number.</param>
    /// <param name="accounts">What /etc/passwd says.</param>
    /// <returns>Null when there is none. A number that nobody has is a user without a home.</returns>
    public static HostAccount? Find(string name, string accounts)
    {
        foreach (var line in accounts.Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length < 6 || (fields[0] != name && fields[2] != name)) continue;
            if (uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var uid))
                return new HostAccount(uid, fields[0], Path.IsPathFullyQualified(fields[5]) ? fields[5] : null);
        }

        return uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new HostAccount(number, name, null) : null;
    }
}
