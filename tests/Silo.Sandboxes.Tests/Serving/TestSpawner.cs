using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>A spawner that runs by itself, as root, with directories and user ids of its own.</summary>
internal sealed class TestSpawner : IAsyncDisposable
{
    private const int UidsPerSpawner = 64;
    private static int _count;
    private readonly List<string> _said = [];
    private Process? _process;

    internal TestSpawner(string workspaces, string user = "root")
    {
        var number = Interlocked.Increment(ref _count);
        Directory = $"/run/silo-test-{Environment.ProcessId}-{number}";

        // Beyond what anyone on a test machine has, and another range for every process and spawner that lives at a time.
        FirstUid = (uint)(1_000_000_000 + (Environment.ProcessId % 1_000_000 * 1024) + (number % 16 * UidsPerSpawner));
        Arguments = ["serve", "--user", user, "--directory", Directory, "--workspaces", workspaces, "--uids", $"{FirstUid}-{FirstUid + UidsPerSpawner - 1}"];
    }

    internal string Directory { get; }

    internal string Socket => Path.Combine(Directory, "spawner.sock");

    internal uint FirstUid { get; }

    internal IReadOnlyList<string> Arguments { get; set; }

    /// <summary>The program and the arguments before its own; the probed one of a crash test has more.</summary>
    internal IReadOnlyList<string> Program { get; set; } = [Path.Combine(AppContext.BaseDirectory, "Silo.Spawner")];

    internal int Pid => _process?.Id ?? throw new InvalidOperationException("Not started.");

    /// <summary>Everything that it said until it was ready.</summary>
    internal string Said => string.Join('\n', _said);

    internal static async Task<TestSpawner> StartAsync(string workspaces, string user = "root")
    {
        var spawner = new TestSpawner(workspaces, user);
        await spawner.StartAsync();
        return spawner;
    }

    /// <summary>Starts it, again if it has ended, and returns when it listens.</summary>
    internal async Task StartAsync()
    {
        _said.Clear();
        _process = Process.Start(new ProcessStartInfo(Program[0], [.. Program.Skip(1), .. Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                // Read on, so that it never waits for a reader.
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }

            _said.Add(line);
        }

        await _process.WaitForExitAsync();
        Assert.Fail($"The spawner ended with {_process.ExitCode}: {Said} {await errors}");
    }

    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    internal async Task WaitEndedAsync() => await _process!.WaitForExitAsync();

    internal async Task<int> StopAsync()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{Pid}"]);
        await kill.WaitForExitAsync();
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    internal BubblewrapProvider NewProvider(string runDirectory) => new(
        new BubblewrapOptions { RunDirectory = runDirectory, SpawnerSocket = Socket }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    /// <summary>Processes that run as one of its ids.</summary>
    internal IReadOnlyList<int> Sandboxed() => [.. System.IO.Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
        .Where(pid => pid > 0 && UidOf(pid) is { } uid && uid >= FirstUid && uid < FirstUid + UidsPerSpawner)];

    /// <summary>Its control groups, in any tree.</summary>
    internal static IReadOnlyList<string> GroupsOf(string directory)
    {
        var name = "silo-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(directory)))[..12];
        return [.. System.IO.Directory.EnumerateDirectories("/sys/fs/cgroup", name, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })];
    }

    /// <summary>Fails when a sandbox of it has left anything: a process, a mount, a control group, a directory.</summary>
    internal void AssertNoSandboxLeft(string token)
    {
        Assert.Empty(Sandboxed());
        Assert.Empty(Processes.WithArgument(token));
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(Path.Combine(Directory, "sandboxes")));
        Assert.Empty(GroupsOf(Directory).SelectMany(System.IO.Directory.GetDirectories));
        Assert.DoesNotContain(Directory + "/sandboxes", AllMounts());
    }

    /// <summary>Every mount that any process of this machine sees.</summary>
    internal static string AllMounts()
    {
        var text = new System.Text.StringBuilder();
        foreach (var process in System.IO.Directory.GetDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(process)[0])) continue;
            try
            {
                foreach (var task in System.IO.Directory.GetDirectories(Path.Combine(process, "task"))) text.Append(File.ReadAllText(Path.Combine(task, "mountinfo")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile.
            }
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await StopAsync();
        _process?.Dispose();
        if (System.IO.Directory.Exists(Directory)) System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static uint? UidOf(int pid)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{pid}/status");
            if (status.Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal))) return null;
            return uint.Parse(status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
