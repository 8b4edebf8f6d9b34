using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;

namespace Silo.Load.Sandboxing;

/// <summary>The ceiling: the same bwrap, with the same user, namespaces, filter and control group, started by a shell that waits for the word.</summary>
/// <remarks>
/// The shell is there already, and so are the directories and what is mounted. Each run makes the control groups, sets their limits,
/// starts bwrap in them and removes them, as whoever did it by hand would have to.
/// </remarks>
internal sealed class HandMadeSandbox : IAsyncDisposable
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(1);
    private readonly Process _shell;
    private readonly Action _clean;

    private HandMadeSandbox(Process shell, Action clean)
    {
        _shell = shell;
        _clean = clean;
    }

    /// <summary>Starts the shell.</summary>
    /// <param name="directory">Where files go.</param>
    /// <param name="uid">Whom the sandbox runs as; null for this process's user, and without control groups.</param>
    public static async Task<HandMadeSandbox> StartAsync(string directory, uint? uid)
    {
        using var run = RunDirectory.Open(Path.Combine(directory, "hand"));
        File.SetUnixFileMode(run.Path, (UnixFileMode)Convert.ToInt32("711", 8));
        using var poller = new FdPoller();
        using var starter = new ProcessStarter(poller);
        using var filter = SeccompFilter.Build();
        var own = new SandboxDirectory(Path.Combine(run.Path, "own"));
        own.Create(isShared: true);
        var workspace = Directory.CreateDirectory(Path.Combine(run.Path, "workspace")).FullName;
        var request = CommandRequest.Build("hand", new SandboxCommand { Arguments = ["true"], Timeout = TimeSpan.FromMinutes(1), OnOutput = _ => { } });
        var profile = new SandboxProfile(await SystemView.PrepareAsync(run, starter), filter, ProfileControls.All);
        var options = Encoding.UTF8.GetString(BubblewrapCommandLine.Options(profile, new SandboxSettings(), own, isBounded: true, workspace, request));
        var optionsFile = Path.Combine(run.Path, "options");
        await File.WriteAllTextAsync(optionsFile, options.Replace($"--json-status-fd\0{BubblewrapCommandLine.StatusDescriptor}\0--block-fd\0{BubblewrapCommandLine.BlockDescriptor}\0", string.Empty, StringComparison.Ordinal));
        var redirections = new StringBuilder($"{BubblewrapCommandLine.OptionsDescriptor}<{optionsFile} </dev/null");
        foreach (var (i, program) in filter.Open().Index())
        {
            var file = Path.Combine(run.Path, $"filter-{i}");
            await using (var stream = new FileStream(program, FileAccess.Read))
            await using (var target = File.Create(file)) await stream.CopyToAsync(target);
            redirections.Append(CultureInfo.InvariantCulture, $" {BubblewrapCommandLine.FirstFilterDescriptor + i}<{file}");
        }

        var groups = new ControlGroups(new CgroupFiles(), $"silo-hand-{Environment.ProcessId}", run.CgroupRecord);
        var (make, enter, remove) = (string.Empty, "exec ", string.Empty);
        if (uid is { } other)
        {
            groups.Open(CgroupLayout.Read(), isRoot: true, movable: []);
            (make, enter, remove) = GroupLines(groups, new SandboxSettings());
            foreach (var path in (string[])[own.Temporary, own.Home, workspace]) Give(path, other);
            enter += string.Create(CultureInfo.InvariantCulture, $"exec setpriv --reuid {other} --regid {other} --clear-groups --inh-caps=-all --no-new-privs -- ");
        }

        var line = $"{make}({enter}bwrap --args {BubblewrapCommandLine.OptionsDescriptor} -- true) {redirections}; code=$?; {remove}echo $code";
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"while read -r word; do {line}; done"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new HandMadeSandbox(shell, groups.Close);
    }

    // What a person would type: make the groups, set their limits, enter them, and remove them when the last process is gone.
    private static (string Make, string Enter, string Remove) GroupLines(ControlGroups groups, SandboxSettings settings)
    {
        var limits = new CgroupLimits(settings.MemoryBytesMax, settings.ProcessesMax, settings.CpusMax);
        var (places, write, enter) = (new List<string>(), new StringBuilder(), new StringBuilder());
        foreach (var place in groups.Bases)
        {
            var texts = place.Controllers.SelectMany(c => place.IsUnified ? limits.Unified(c) : limits.Legacy(c)).Where(t => t.IsNeeded).ToList();
            if (texts.Count == 0) continue;
            var directory = Path.Combine(place.Directory, "hand");
            places.Add(directory);
            foreach (var (file, text, _) in texts) write.Append(CultureInfo.InvariantCulture, $"echo {text} >{directory}/{file}; ");
            enter.Append(CultureInfo.InvariantCulture, $"echo 0 >{directory}/cgroup.procs; ");
        }

        var all = string.Join(' ', places);

        // Not until rmdir succeeds: of those that went one round earlier it says for ever that they are not there.
        var left = string.Join(" || ", places.Select(place => $"[ -d {place} ]"));
        return places.Count == 0 ? (string.Empty, string.Empty, string.Empty) : ($"mkdir {all}; {write}", enter.ToString(), $"while rmdir {all} 2>/dev/null; {left}; do :; done; ");
    }

    private static void Give(string directory, uint uid)
    {
        using var handle = new SafeFileHandle(LibC.Check(LibC.open(directory, LibC.OpenReadOnly | LibC.OpenCloseOnExec), "open"), ownsHandle: true);
        FileOwner.Give(handle, uid, uid);
    }

    /// <summary>Runs it once.</summary>
    /// <exception cref="InvalidOperationException">It failed, or did not end.</exception>
    public async Task RunAsync()
    {
        await _shell.StandardInput.WriteLineAsync("go");
        await _shell.StandardInput.FlushAsync();
        try
        {
            var code = await _shell.StandardOutput.ReadLineAsync().WaitAsync(RunMax);
            if (code is not "0") throw new InvalidOperationException($"The sandbox by hand ended with {code ?? "its shell"}; what bwrap said is above.");
        }
        catch (TimeoutException e)
        {
            // It would not see the end of its input either.
            _shell.Kill();
            throw new InvalidOperationException($"The sandbox by hand did not end within {RunMax.TotalSeconds} s.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _clean();
    }
}
