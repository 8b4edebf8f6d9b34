using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.RunState;

/// <summary>Removes a sandbox's directory, whatever was put into it.</summary>
/// <remarks>
/// By rm, which takes trees of any depth without recursion and never follows a link; a sandbox may well have built a tree to
/// break a simpler way, or taken its own permissions from it.
/// </remarks>
internal static class DirectoryRemoval
{
    private const string Script = "chmod -R u+rwx -- \"$1\" 2>/dev/null; exec rm -rf -- \"$1\"";

    /// <summary>Removes it; nothing may run in it any more.</summary>
    /// <exception cref="IOException">Something is left.</exception>
    public static async Task RemoveAsync(SandboxDirectory directory, ProcessStarter starter)
    {
        if (TryRemoveEmpty(directory)) return;
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var child = await starter.StartAsync(new ProcessStart
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", Script, "sh", directory.Path],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Descriptors = [nothing, nothing, nothing],
        });
        await child.Exit;
        if (Directory.Exists(directory.Path)) throw new IOException($"{directory.Path} could not be removed.");
    }

    // The common case, without a process.
    private static bool TryRemoveEmpty(SandboxDirectory directory)
    {
        try
        {
            foreach (var path in (string[])[directory.Commands, directory.Temporary, directory.Home, directory.Workspace, directory.Path])
                if (Directory.Exists(path)) Directory.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
