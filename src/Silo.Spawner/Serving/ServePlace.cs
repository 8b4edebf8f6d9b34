using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Users;

namespace Silo.Spawner.Serving;

/// <summary>What a serving spawner found on its machine.</summary>
/// <param name="Account">Whom it serves.</param>
/// <param name="Workspaces">Where workspaces may be, with no link in the path.</param>
/// <param name="Program">The program that makes namespaces.</param>
/// <param name="Setpriv">The program that changes the user.</param>
/// <param name="Unshare">The program that user namespaces are made with.</param>
internal sealed record ServePlace(HostAccount Account, IReadOnlyList<string> Workspaces, SandboxProgram Program, string Setpriv, string Unshare)
{
    private const string UidLockFile = "/run/lock/silo-uids";
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Looks for everything that is needed.</summary>
    /// <exception cref="ServeRefusedException">Something is missing or would not be safe.</exception>
    public static ServePlace Check(ServeOptions options)
    {
        if (LibC.geteuid() != 0)
            throw new ServeRefusedException($"it must be root: sudo silo-spawner serve --user {options.User}. Without root a host makes its sandboxes by itself: unset Silo:Sandbox:SpawnerSocket.");
        var accounts = ReadOrEmpty("/etc/passwd");
        var account = HostAccount.Find(options.User, accounts) ?? throw new ServeRefusedException($"there is no user {options.User}; make it, or name another with --user.");
        if (options.Uids.Contains(account.Uid)) throw new ServeRefusedException($"--uids {options.Uids} holds {account.Uid}, the user of the hosts.");
        var owner = options.Uids.FindOwner(accounts, ReadOrEmpty("/etc/subuid")) ?? options.Uids.FindOwner(ReadOrEmpty("/etc/group"), ReadOrEmpty("/etc/subgid"));
        if (owner is not null) throw new ServeRefusedException($"--uids {options.Uids} is not free: {owner}. Choose another range, outside of /etc/passwd, /etc/group, /etc/subuid and /etc/subgid.");
        if (!LibSeccomp.IsInstalled()) throw new ServeRefusedException(Unavailable.NoSeccomp().Message);
        return new ServePlace(
            account,
            Resolve(options.Workspaces.Count > 0 ? options.Workspaces : account.Home is { } home ? [home] : []),
            FindProgram(options),
            ProgramSearch.Find("setpriv") ?? throw new ServeRefusedException("setpriv is not installed: apt-get install util-linux."),
            ProgramSearch.Find("unshare") ?? throw new ServeRefusedException("unshare is not installed: apt-get install util-linux."));
    }

    /// <summary>Opens the spawner's own directory.</summary>
    /// <exception cref="ServeRefusedException">Somebody else could change it, or sandboxes could not pass through.</exception>
    public static RunDirectory OpenDirectory(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (!System.IO.Directory.Exists(parent)) throw new ServeRefusedException($"{parent} is missing; make it, or choose another --directory.");
            using var held = Hold(parent);
            var mode = (UnixFileMode)(FileOwner.Of(held).Mode & 0xfff);
            if (FileOwner.Of(held).Uid != 0 || (mode & WritableByOthers) != UnixFileMode.None)
                throw new ServeRefusedException($"{parent} can be changed by others than root; choose another --directory.");
            if (!mode.HasFlag(UnixFileMode.OtherExecute))
                throw new ServeRefusedException($"{parent} lets nobody pass, and sandboxes must: chmod o+x {parent}, or choose another --directory.");
        }

        try
        {
            if (Path.Exists(path)) Hold(path).Dispose();
            var run = RunDirectory.Open(path, isShared: true);
            using var opened = Hold(path);
            if (FileOwner.Of(opened).Uid == 0) return run;
            run.Dispose();
            throw new ServeRefusedException($"{path} is not root's; remove it, or choose another --directory.");
        }
        catch (IOException e)
        {
            throw new ServeRefusedException($"{path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Makes sure that no other spawner uses the directory.</summary>
    /// <exception cref="ServeRefusedException">One does.</exception>
    public static RangeLock LockDirectory(RunDirectory run) =>
        TryLock(Path.Combine(run.Path, "lock"), 0, 1) ?? throw new ServeRefusedException($"another silo-spawner serves at {run.Path}. Stop it, or choose another --directory.");

    /// <summary>Makes sure that no other spawner of this machine has one of the ids.</summary>
    /// <exception cref="ServeRefusedException">One has.</exception>
    public static RangeLock LockUids(UidRange range) =>
        TryLock(UidLockFile, range.First, range.Count) ?? throw new ServeRefusedException($"another silo-spawner on this machine has some of --uids {range}. Choose another range.");

    private static RangeLock? TryLock(string path, long first, long count)
    {
        try
        {
            return RangeLock.TryTake(path, first, count);
        }
        catch (IOException e)
        {
            throw new ServeRefusedException($"{path} cannot be locked: {e.Message}", e);
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Hold(string path)
    {
        try
        {
            return TrustedPath.OpenDirectoryAt(path);
        }
        catch (IOException e)
        {
            throw new ServeRefusedException($"{path} is no directory that a path without links leads to ({e.Message}); choose another --directory.", e);
        }
    }

    // Links are followed once, now, by what root says; later on none is.
    private static IReadOnlyList<string> Resolve(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0) throw new ServeRefusedException("--workspaces is missing, and the user has no home: name the hosts' data directory.");
        return [.. paths.Select(path => LibC.RealPath(path) ?? throw new ServeRefusedException($"--workspaces {path} is not there; make it for the host's user first."))];
    }

    private static SandboxProgram FindProgram(ServeOptions options)
    {
        if (options.Program is { } program)
            return File.Exists(program.Path) ? program : throw new ServeRefusedException($"{(program.IsOci ? "the OCI runtime" : "bubblewrap")} is not installed: there is no {program.Path}.");
        return ProgramSearch.Find("bwrap") is { } path
            ? new SandboxProgram(IsOci: false, path)
            : throw new ServeRefusedException("bubblewrap is not installed: apt-get install bubblewrap.");
    }

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : string.Empty;
}
