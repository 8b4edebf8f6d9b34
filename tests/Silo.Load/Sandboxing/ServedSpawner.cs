using System.Diagnostics;
using Silo.Sandboxes.Spawning;

namespace Silo.Load.Sandboxing;

/// <summary>A spawner that runs by itself, as root.</summary>
internal sealed class ServedSpawner : IAsyncDisposable
{
    private const int Uids = 512;
    private readonly Process _process;

    private ServedSpawner(Process process, string directory, uint firstUid)
    {
        _process = process;
        Directory = directory;
        FirstUid = firstUid;
    }

    public string Directory { get; }

    public string Socket => Path.Combine(Directory, "spawner.sock");

    public int Pid => _process.Id;

    public uint FirstUid { get; }

    /// <summary>A user id beside those it gives out.</summary>
    public uint FreeUid => FirstUid + Uids;

    /// <summary>Starts it; null for whoever is not root.</summary>
    public static async Task<ServedSpawner?> StartAsync(string workspaces)
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var command = ProgramSearch.FindSpawner(null) ?? throw new InvalidOperationException("The spawner's program is missing.");
        var directory = $"/run/silo-load-{Environment.ProcessId}";
        var first = (uint)(1_100_000_000 + (Environment.ProcessId % 100_000 * 1024));
        string[] arguments = ["serve", "--user", "root", "--directory", directory, "--workspaces", workspaces, "--uids", $"{first}-{first + Uids - 1}"];
        // /run lies in memory wherever systemd runs, and on the disk in many containers.
        System.IO.Directory.CreateDirectory(directory);
        await RunAsync("/bin/mount", "-t", "tmpfs", "-o", "mode=0755", "silo-load", directory);
        var process = Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line == "ready") return new ServedSpawner(process, directory, first);
        throw new InvalidOperationException("The spawner ended instead of listening; what it said is above.");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("/bin/kill", "-TERM", $"{Pid}");
        await _process.WaitForExitAsync();
        _process.Dispose();
        await RunAsync("/bin/umount", Directory);
        System.IO.Directory.Delete(Directory);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
