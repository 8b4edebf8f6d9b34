using System.Text;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Oci;

/// <summary>A runtime's program, and in what it differs from the others.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Version">What it says of itself, such as <c>crun version 1.8.1</c>.</param>
/// <param name="IsRoot">Whether it is run by root.</param>
internal sealed record OciRuntime(string Path, string Version, bool IsRoot)
{
    private const int VersionBytesMax = 1024;
    private const string UnifiedControllers = "/sys/fs/cgroup/unified/cgroup.controllers";

    // crun takes no machine whose version 2 groups, beside those of version 1, have a controller; without them in sight it needs none.
    private const string HideUnified = "umount /sys/fs/cgroup/unified && exec \"$@\"";

    private readonly bool _hidesUnified = IsRoot && Is(Version, "crun") && IsMixed();

    /// <summary>The user number that the command has inside. crun gives it any; the others build a user namespace around their own root.</summary>
    public uint UserInside => Is(Version, "crun") ? 1000u : 0u;

    /// <summary>Whether the bundle may name memory, processes and processors: for a runtime that makes groups of its own, only as root.</summary>
    public bool TakesResources => IsRoot || Is(Version, "crun");

    /// <summary>Whether the device directory can be written to. runsc makes its devices in it after it is mounted, and a sandbox has 64 KiB of its memory there.</summary>
    public string DevicesOption => Is(Version, "runsc") ? "rw" : "ro";

    /// <summary>What divides a sandbox from the host: its kernel, with a filter on the calls, or a kernel of the runtime's own.</summary>
    public string Isolation => Is(Version, "runsc") ? "gvisor" : "namespaces";

    /// <summary>What sandboxes do without because of this runtime, each by a stable name.</summary>
    public IReadOnlyList<string> Degraded =>
    [
        "spawner_death: a command that runs when the spawner alone is killed runs on until the next start ends it, because an OCI runtime ties nothing to its caller",
        .. Is(Version, "crun") ? Array.Empty<string>() : ["user: the command is user 0 inside, without capabilities, because the runtime builds the user namespace around it; use crun"],
        .. Is(Version, "crun") || Is(Version, "runc") || Is(Version, "runsc")
            ? Array.Empty<string>()
            : [$"oci_runtime: {Version} is not one that Silo is tested with (crun, runc, runsc)"],
    ];

    // The spawner's own groups bound the sandbox as a whole. crun's and runsc's would bound each command, and making them costs crun more than all its other work.
    private IReadOnlyList<string> Flags =>
        Is(Version, "crun") ? ["--cgroup-manager=disabled"] : Is(Version, "runsc") ? ["--ignore-cgroups", "--network=none"] : [];

    /// <summary>Program and arguments that ask the runtime for something.</summary>
    /// <param name="state">Where it keeps what it knows of its containers.</param>
    /// <param name="log">Takes what it has to complain of.</param>
    /// <param name="arguments">What is asked for.</param>
    public (string Path, IReadOnlyList<string> Arguments) Command(string state, string log, IReadOnlyList<string> arguments)
    {
        string[] own = [Path, .. Flags, "--root", state, "--log", log, .. arguments];
        return _hidesUnified
            ? ("/usr/bin/unshare", ["unshare", "--mount", "--", "/bin/sh", "-c", HideUnified, "sh", .. own])
            : (Path, own);
    }

    /// <summary>Asks a program which runtime it is.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public static async Task<OciRuntime> AskAsync(string path, ProcessStarter starter, FdPoller poller)
    {
        using var said = Pipe.CreateForReading();
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var child = await starter.StartAsync(new ProcessStart
        {
            Path = path,
            Arguments = [path, "--version"],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Descriptors = [nothing, said.Writer, nothing],
        });
        said.Writer.Dispose();
        var buffer = new byte[VersionBytesMax];
        var count = 0;
        for (var more = 1; more > 0 && count < buffer.Length; count += more) more = await poller.ReadAsync(said.Reader, buffer.AsMemory(count));
        child.Handle.Kill();
        await child.Exit;
        var version = Encoding.UTF8.GetString(buffer, 0, count).Split('\n')[0].Trim();
        return version.Length > 0 ? new OciRuntime(path, version, LibC.geteuid() == 0) : throw new IOException($"{path} --version says nothing: it is no OCI runtime.");
    }

    /// <summary>The runtime that an earlier spawner used; null when it used none, or died before it wrote it down.</summary>
    public static OciRuntime? TryRead(OciDirectory directory)
    {
        if (!File.Exists(directory.Runtime)) return null;
        return File.ReadAllLines(directory.Runtime) is [var path, var version, ..] && File.Exists(path) ? new OciRuntime(path, version, LibC.geteuid() == 0) : null;
    }

    /// <summary>Writes down which runtime is used, so that a later start can have it remove what it left.</summary>
    public void Write(OciDirectory directory) => File.WriteAllLines(directory.Runtime, [Path, Version]);

    private static bool Is(string version, string name) => version.StartsWith(name + " ", StringComparison.Ordinal);

    private static bool IsMixed()
    {
        try
        {
            return !string.IsNullOrWhiteSpace(File.ReadAllText(UnifiedControllers));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
