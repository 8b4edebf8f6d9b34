using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Load.Running;
using Silo.Runtime.Identity;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Load.Sandboxing;

/// <summary>W6: a sandbox is made, runs <c>true</c> and is destroyed, 200 times; 200 idle ones at once; what a host that was killed leaves behind.</summary>
/// <remarks>As root by a spawner that runs by itself, with a user, mounts and control groups for each; else by the host's own.</remarks>
internal sealed class SandboxWorkload : IWorkload
{
    private const int Runs = 200;
    private const int WarmUpRuns = 20;
    private const int Idle = 200;
    private const int KilledWith = 20;
    private static readonly TimedIdSource Ids = new(TimeProvider.System, new SystemRandomSource());

    public string Id => "W6";

    public string Title => "sandboxes: make, run true, destroy; 200 idle at once; left behind after kill -9 of the host";

    public IReadOnlyList<string> Cases => ["bubblewrap/create"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        // Sandboxes run as other users, who must be able to pass.
        File.SetUnixFileMode(options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var spawner = await ServedSpawner.StartAsync(options.Directory);
        var run = Path.Combine(options.Directory, "run");
        var figures = new Dictionary<string, double>();
        List<double> ours = [], byHand = [];
        var parts = new SandboxParts();
        await using (var provider = NewProvider(run, spawner?.Socket))
        {
            await using var hand = await HandMadeSandbox.StartAsync(options.Directory, spawner?.FreeUid);
            options.Progress($"W6 {name}: {Runs} runs, each beside one by hand");
            for (var i = -WarmUpRuns; i < Runs; i++)
            {
                var (first, second) = (await TimeAsync(() => LiveOnceAsync(provider, options.Directory, parts)), await TimeAsync(hand.RunAsync));
                if (i < 0) continue;
                ours.Add(first);
                byHand.Add(second);
            }

            options.Progress($"W6 {name}: {Idle} idle sandboxes");
            await MeasureIdleAsync(provider, spawner?.Pid, options.Directory, run, figures);
        }

        options.Progress($"W6 {name}: kill -9 of a host with {KilledWith} running sandboxes");
        var (host, _) = await ChildProcess.StartAsync("Silo.Load.dll", line => line == SandboxHost.Ready, SandboxHost.Verb, options.Directory, spawner?.Socket ?? "-", $"{KilledWith}");
        await host.DisposeAsync();
        await using (var next = NewProvider(SandboxHost.RunDirectory(options.Directory), spawner?.Socket)) await next.SweepAsync(cancellationToken);
        LeftBehind.Count(options.Directory, spawner, figures);

        ours.Sort();
        byHand.Sort();
        figures["p50_ms"] = Math.Round(Percentiles.At(ours, 0.5), 2);
        figures["p99_ms"] = Math.Round(Percentiles.At(ours, 0.99), 2);
        parts.Write(figures);
        var ceiling = new Dictionary<string, double> { ["p50_ms"] = Math.Round(Percentiles.At(byHand, 0.5), 2), ["p99_ms"] = Math.Round(Percentiles.At(byHand, 0.99), 2) };
        return new CaseResult { Workload = Id, Case = name, Figures = figures, Ceiling = ceiling, Ratio = Math.Round(figures["p50_ms"] / ceiling["p50_ms"], 2) };
    }

    internal static BubblewrapProvider NewProvider(string run, string? socket) => new(
        new BubblewrapOptions { RunDirectory = run, SpawnerSocket = socket }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    internal static Task<ISandbox> CreateAsync(BubblewrapProvider provider, string directory)
    {
        var session = Ids.NewSession();
        var workspace = Directory.CreateDirectory(Path.Combine(directory, "workspaces", session.Value)).FullName;
        return provider.CreateAsync(new SandboxSpec(new SessionKey(TenantId.Default, session), workspace, new SandboxSettings()), CancellationToken.None);
    }

    /// <summary>Starts a script that says something and then waits.</summary>
    /// <returns>When it has said it.</returns>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    internal static async Task<WaitingCommand> StartAsync(ISandbox sandbox, string script)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var command = new SandboxCommand { Arguments = ["sh", "-c", script], Timeout = Timeout.InfiniteTimeSpan, OnOutput = _ => up.TrySetResult() };
        var ended = sandbox.RunAsync(command, CancellationToken.None);
        if (await Task.WhenAny(up.Task, ended) == ended) throw new InvalidOperationException($"A command that was to wait ended with {await ended}.");
        return new WaitingCommand(ended);
    }

    private static async Task LiveOnceAsync(BubblewrapProvider provider, string directory, SandboxParts parts)
    {
        var began = Stopwatch.GetTimestamp();
        var sandbox = await CreateAsync(provider, directory);
        var made = Stopwatch.GetTimestamp();
        var exit = await sandbox.RunAsync(new SandboxCommand { Arguments = ["true"], Timeout = TimeSpan.FromMinutes(1), OnOutput = _ => { } }, CancellationToken.None);
        if (exit.ExitCode != 0) throw new InvalidOperationException($"true ended with {exit}.");
        var ended = Stopwatch.GetTimestamp();
        await sandbox.DisposeAsync();
        parts.Add(Stopwatch.GetElapsedTime(began, made), Stopwatch.GetElapsedTime(made, ended), Stopwatch.GetElapsedTime(ended));
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    // Two figures: a sandbox without a command has no process; one whose command waits has three of bubblewrap's and the command's own.
    private static async Task MeasureIdleAsync(BubblewrapProvider provider, int? served, string directory, string run, Dictionary<string, double> figures)
    {
        var spawner = served ?? OwnSpawner.Pid(run);
        var before = ProcessMemory.ProportionalBytes(spawner);
        var sandboxes = new List<ISandbox>();
        for (var i = 0; i < Idle; i++) sandboxes.Add(await CreateAsync(provider, directory));
        var made = ProcessMemory.ProportionalBytes(spawner);
        var waiting = await Task.WhenAll(sandboxes.Select(s => StartAsync(s, "echo up; exec sleep 1000000")));
        var processes = ProcessMemory.Descendants(spawner);
        var theirs = processes.Sum(ProcessMemory.ProportionalBytes);
        var after = ProcessMemory.ProportionalBytes(spawner);
        foreach (var sandbox in sandboxes) await sandbox.DisposeAsync();
        foreach (var command in waiting) await command.Ended;
        figures["idle_bytes_each"] = Math.Round((theirs + Math.Max(0, after - before)) / (double)Idle);
        figures["idle_processes_each"] = processes.Count / (double)Idle;
        figures["idle_without_command_bytes_each"] = Math.Round(Math.Max(0, made - before) / (double)Idle);
    }
}
