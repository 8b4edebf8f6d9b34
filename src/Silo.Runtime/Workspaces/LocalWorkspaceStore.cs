using System.Runtime.InteropServices;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Keeps workspaces in directories of this node: <c>&lt;root&gt;/&lt;tenant&gt;/&lt;session&gt;/files</c>, with <c>staging</c> beside it.</summary>
/// <remarks>
/// <para>What is being written lies in <c>staging</c>, on the same file system and outside of what a sandbox sees, until one rename
/// publishes it. What a crash left there is removed when the session is next opened. What is deleted is first moved into
/// <c>&lt;root&gt;/.trash</c>, in one step; what a crash left there is removed at the first access of the next start.</para>
/// <para>One process at a time may use a root, unless each knows of the others who lives: what those stage is left alone.</para>
/// </remarks>
public sealed class LocalWorkspaceStore : IWorkspaceStore, IDisposable
{
    private const uint PrivateMode = 0b111_000_000;
    private const uint FilesMode = 0b111_101_101;
    private const string TrashName = ".trash";
    private const string FilesName = "files";
    private readonly string _rootPath;
    private int _swept;

    /// <summary>Opens the root; makes it, for its owner only, when it is missing.</summary>
    /// <param name="rootPath">The host's absolute path of the root.</param>
    /// <param name="random">Names what is staged, so that a later start tells it from its own.</param>
    /// <exception cref="ArgumentException">The path is not absolute. Do not retry.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64, or a kernel without openat2 (5.6). Do not retry.</exception>
    /// <exception cref="IOException">The root cannot be made or opened.</exception>
    public LocalWorkspaceStore(string rootPath, IRandomSource random)
        : this(rootPath, new StagingNames(random))
    {
    }

    /// <summary>Opens a root that hosts of one machine share; makes it, for its owner only, when it is missing.</summary>
    /// <param name="rootPath">The absolute path of the root.</param>
    /// <param name="start">Names this start of the host: letters, digits and <c>_</c>. No other start has it.</param>
    /// <param name="lives">Whether another start lives; what it stages is left alone then.</param>
    /// <exception cref="ArgumentException">The path is not absolute, or the start has other characters. Do not retry.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64, or a kernel without openat2 (5.6). Do not retry.</exception>
    /// <exception cref="IOException">The root cannot be made or opened.</exception>
    public LocalWorkspaceStore(string rootPath, string start, Func<string, bool> lives)
        : this(rootPath, new StagingNames(start, lives))
    {
    }

    private LocalWorkspaceStore(string rootPath, StagingNames names)
    {
        if (!Path.IsPathFullyQualified(rootPath)) throw new ArgumentException($"The root of the workspaces must be an absolute path, not '{rootPath}'.", nameof(rootPath));
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            throw new PlatformNotSupportedException("Workspaces need Linux on x64 or arm64.");
        _rootPath = Path.GetFullPath(rootPath);
        Directory.CreateDirectory(_rootPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Names = names;
        Root = BeneathDirectory.OpenTrusted(_rootPath);
        Root.TryMakeDirectory(TrashName, PrivateMode);
    }

    internal BeneathDirectory Root { get; }

    internal StagingNames Names { get; }

    /// <inheritdoc />
    public Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken) => Task.Run<IWorkspace>(
        () =>
        {
            SweepOnce(cancellationToken);
            using var tenant = OpenOrMake(Root, key.Tenant.Value, PrivateMode);
            using var session = OpenOrMake(tenant, Checked(key), PrivateMode);
            using (var files = OpenOrMake(session, FilesName, FilesMode)) files.Owner().Demand(files);
            using var staging = OpenOrMake(session, "staging", PrivateMode);
            RemoveAll(staging, Names.IsLeftOver, cancellationToken);
            return new LocalWorkspace(this, key.ToString(), Path.Combine(_rootPath, key.Tenant.Value, key.Session.Value, "files"));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var session = Checked(key);
            if (!Root.TryOpenDirectory(key.Tenant.Value, followLinks: false, out var tenant)) return;
            using (tenant) DemandFiles(tenant, session);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            SweepOnce(cancellationToken);
            var session = Checked(key);
            if (!Root.TryOpenDirectory(key.Tenant.Value, followLinks: false, out var tenant)) return;
            using (tenant)
            {
                if (!tenant.TryStatus(new FileName(session), out _)) return;
                DemandFiles(tenant, session);
                Remove(tenant, new FileName(session), cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>Looks for workspaces that belong to users for whom this host may not act: a host with subordinate ids gave them away.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="IOException">The root cannot be read.</exception>
    public Task<ForeignWorkspaces> FindForeignAsync(CancellationToken cancellationToken) =>
        Task.Run(() => new ForeignSearch(Root, FilesName).Run(cancellationToken), cancellationToken);

    /// <summary>Closes the root. Workspaces of this store can no longer be used.</summary>
    public void Dispose() => Root.Dispose();

    /// <summary>Removes a tree: at once for all who look, then bit by bit.</summary>
    internal void Remove(BeneathDirectory parent, FileName name, CancellationToken cancellationToken)
    {
        using var trash = Root.OpenDirectory(TrashName, followLinks: false);
        // The dot keeps "…-1" from taking what "…-10" removes.
        var removal = new TreeRemoval(trash, Names.Next() + ".");
        removal.Take(parent, name);
        parent.Sync();
        trash.Sync();
        removal.Run(cancellationToken);
    }

    // A session id that was never set has an empty text, which would name the tenant's own directory.
    private static string Checked(SessionKey key) =>
        key.Session.Value.Length > 0 ? key.Session.Value : throw new ArgumentException("The key names no session.", nameof(key));

    private static void DemandFiles(BeneathDirectory tenant, string session)
    {
        if (!tenant.TryOpenDirectory($"{session}/{FilesName}", followLinks: false, out var files)) return;
        using (files) files.Owner().Demand(files);
    }

    private static BeneathDirectory OpenOrMake(BeneathDirectory parent, string name, uint mode)
    {
        var made = parent.TryMakeDirectory(name, mode);
        var directory = parent.OpenDirectory(name, followLinks: false);
        if (!made) return directory;
        // The process's umask must not decide who may see the files.
        directory.ChangeMode(mode);
        parent.Sync();
        return directory;
    }

    private void SweepOnce(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _swept, 1) == 1) return;
        using var trash = Root.OpenDirectory(TrashName, followLinks: false);
        foreach (var name in trash.Names().Where(Names.IsLeftOver))
        {
            try
            {
                Remove(trash, name, cancellationToken);
            }
            catch (WorkspaceException e) when (e.Code == "permission_denied")
            {
                // Somebody's for whom this host may not act; a later one may.
            }
        }
    }

    private void RemoveAll(BeneathDirectory parent, Func<FileName, bool> which, CancellationToken cancellationToken)
    {
        foreach (var name in parent.Names().Where(which)) Remove(parent, name, cancellationToken);
    }
}
