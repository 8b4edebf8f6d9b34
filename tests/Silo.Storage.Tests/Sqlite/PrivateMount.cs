using System.Diagnostics;

namespace Silo.Storage.Tests.Sqlite;

/// <summary>Starts a process that sees a file system of its own at one directory, and leaves no mount behind when it ends.</summary>
internal static class PrivateMount
{
    /// <summary>A small disk in memory.</summary>
    internal static ProcessStartInfo Tmpfs(string directory, string size, ProcessStartInfo command) =>
        Start("mount -t tmpfs -o size=\"$2\" none \"$1\"", directory, size, command);

    /// <summary>The directory as it is, but read-only.</summary>
    internal static ProcessStartInfo ReadOnly(string directory, ProcessStartInfo command) =>
        Start("mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"", directory, "-", command);

    private static ProcessStartInfo Start(string mount, string directory, string size, ProcessStartInfo command)
    {
        // An ordinary user may mount inside a user namespace of its own; root needs none.
        string[] space = Environment.IsPrivilegedProcess ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
        var script = mount + " && shift 2 && exec \"$@\"";
        return new ProcessStartInfo("unshare", [.. space, "sh", "-c", script, "sh", directory, size, command.FileName, .. command.ArgumentList]);
    }
}
