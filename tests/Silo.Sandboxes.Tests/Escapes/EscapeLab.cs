using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Silo.Spawner;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Launching;
using Silo.Spawner.Resources;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>The spawner's own parts in this process, so that a sandbox can be made with a control taken away.</summary>
internal sealed class EscapeLab : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly TestIds _ids = new();
    private readonly FdPoller _poller = new();
    private readonly RunDirectory _run;
    private readonly ProcessStarter _starter;
    private readonly SeccompFilter _filter = SeccompFilter.Build();
    private SandboxTools? _tools;
    private GroupSource? _groups;

    internal EscapeLab()
    {
        _run = RunDirectory.Open(_directory.File("run"));
        _starter = new ProcessStarter(_poller);
        Workspace = _directory.Folder("workspace");
    }

    /// <summary>A word that stands in this lab's command lines and nowhere else.</summary>
    internal string Token { get; } = $"token-{Guid.NewGuid():N}";

    /// <summary>A directory of the host beside the workspace.</summary>
    internal TestDirectory Host => _directory;

    /// <summary>The files that every sandbox of the lab is given.</summary>
    internal string Workspace { get; set; }

    /// <summary>The program that makes the namespaces, when it is not bwrap itself.</summary>
    internal string? Bubblewrap { get; set; }

    /// <summary>Whether sandboxes get control groups, where this user can make them.</summary>
    internal bool HasGroups { get; set; }

    /// <summary>The OCI runtime that confines sandboxes; null for bubblewrap.</summary>
    internal string? Runtime { get; init; }

    /// <summary>Runs a script in a new sandbox that has these controls.</summary>
    /// <param name="script">For sh; it says <c>PWNED</c> when the attack succeeded.</param>
    /// <param name="controls">What holds the sandbox.</param>
    /// <param name="settings">What it may use.</param>
    internal async Task<Attempt> RunAsync(string script, ProfileControls controls, SandboxSettings? settings = null)
    {
        var sandbox = await MakeAsync(controls, settings ?? new SandboxSettings());
        try
        {
            return await RunInAsync(sandbox, script);
        }
        finally
        {
            await sandbox.EndAsync();
        }
    }

    /// <summary>Runs a script in a sandbox, to its end or until it has said <c>PWNED</c>.</summary>
    internal static async Task<Attempt> RunInAsync(LiveSandbox sandbox, string script)
    {
        var output = new CollectedOutput();
        var pwned = output.Sees("PWNED");
        var request = CommandRequest.Build(
            sandbox.Name, new SandboxCommand { Arguments = ["sh", "-c", script], Timeout = TimeSpan.FromMinutes(2), OnOutput = _ => { } });
        var (command, end) = sandbox.Start(request, CommandInput.Of([]), (_, piece) =>
        {
            output.Add(piece);
            return Task.CompletedTask;
        });
        if (await Task.WhenAny(pwned, end) == pwned) command.End(SandboxExitCause.Exited);
        var exit = await end;
        return new Attempt(output.Text.Contains("PWNED", StringComparison.Ordinal), exit, output.Text, sandbox.Degraded);
    }

    /// <summary>Ends a process that a sandbox left behind, which by now is this process's child.</summary>
    internal async Task KillAsync(int pid)
    {
        using var left = Pidfd.TryOpen(pid, _poller) ?? throw new InvalidOperationException($"Process {pid} is gone.");
        left.Kill();
        await left.WaitGoneAsync();
        left.Reap();
    }

    /// <summary>Makes a sandbox; the caller ends it.</summary>
    internal async Task<LiveSandbox> MakeAsync(ProfileControls controls, SandboxSettings settings)
    {
        _tools ??= await PrepareAsync();
        if (HasGroups) _groups ??= SpawnerGroups.Open(_run, _poller, TimeProvider.System, movable: []);
        var tools = _tools with
        {
            Launcher = Bubblewrap is { } other ? new BubblewrapLauncher(_run, _poller, _starter, other) : _tools.Launcher,
            Resources = HasGroups ? new OwnResources(_run, _groups!, NoSpawnerProbe.Instance, entered: null) : _tools.Resources,
            Profile = _tools.Profile with { Controls = controls },
            DiskInterval = TimeSpan.FromMilliseconds(10),
        };
        var table = new SandboxTable(tools, new PeerCredentials(Environment.ProcessId, LibC.geteuid(), LibC.getegid()), new SandboxNumbers());
        return await table.CreateAsync(new CreateRequest(TenantId.Default, _ids.Session(), Workspace, settings, IsOci: Runtime is not null));
    }

    private async Task<SandboxTools> PrepareAsync()
    {
        var program = Runtime is { } runtime
            ? new SandboxProgram(IsOci: true, ProgramSearch.FindOrNull(runtime) ?? throw new InvalidOperationException($"{runtime} is missing: run eng/setup.sh."))
            : new SandboxProgram(IsOci: false, ProgramSearch.FindBubblewrap(null) ?? throw new InvalidOperationException("bwrap is missing: run eng/setup.sh."));
        var (launcher, profile) = await Launchers.PrepareAsync(program, _filter, _run, _poller, _starter, TimeProvider.System);
        return new SandboxTools(
            _run, _poller, _starter, TimeProvider.System, launcher, profile, new OwnResources(_run, NoGroups(), NoSpawnerProbe.Instance, entered: null), NoSpawnerProbe.Instance);
    }

    // A second wall behind the limits of each process would hide what happens without those.
    private GroupSource NoGroups()
    {
        var groups = new ControlGroups(new CgroupFiles(), "silo-lab", _run.CgroupRecord);
        groups.Open(new CgroupLayout([]), isRoot: true, movable: []);
        return new GroupSource(groups, new CgroupEnd(new CgroupFiles(), _poller, gone => gone));
    }

    public ValueTask DisposeAsync()
    {
        _groups?.Close();
        _starter.Dispose();
        _poller.Dispose();
        _filter.Dispose();
        _run.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>How an attack went.</summary>
    /// <param name="Succeeded">Whether it said so.</param>
    /// <param name="Exit">How its command ended.</param>
    /// <param name="Output">What it wrote.</param>
    /// <param name="Degraded">The limits that were not set, or weaker than asked.</param>
    internal sealed record Attempt(bool Succeeded, ExitedReply Exit, string Output, IReadOnlyList<string> Degraded);
}
