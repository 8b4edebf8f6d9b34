using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>The reasons for which a tar is refused.</summary>
internal static class TarErrors
{
    internal static WorkspaceException Hostile(string entry, string why) => new("tar_hostile", $"The tar's entry '{Shown(entry)}' {why}. Nothing was unpacked.");

    internal static WorkspaceException Invalid(string why, Exception? inner = null) => new("tar_invalid", $"The tar cannot be read: {why} Nothing was unpacked.", inner);

    internal static WorkspaceException TooLarge(string what) => new("tar_too_large", $"The tar holds more than {what}. Nothing was unpacked.");

    // A hostile name must not carry control characters, or a megabyte, into logs and answers.
    private static string Shown(string entry) => new FileName(entry.Length > 200 ? entry[..200] : entry).Escaped();
}
