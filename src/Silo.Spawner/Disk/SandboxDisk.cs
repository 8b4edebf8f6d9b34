using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Spawner.Resources;

namespace Silo.Spawner.Disk;

/// <summary>Keeps a sandbox's directories within their bounds while commands run in it.</summary>
internal sealed class SandboxDisk
{
    private readonly DiskWatch? _watch;
    private readonly TimeProvider _time;
    private readonly HashSet<RunningCommand> _running = [];
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Task _ticking = Task.CompletedTask;

    public SandboxDisk(SandboxResources resources, SandboxSettings settings, SandboxDirectory directory, SandboxTools tools)
    {
        _time = tools.Time;
        var measured = $"measured every {tools.DiskInterval.TotalSeconds:0.###} s while a command runs, not enforced by the kernel";
        Degraded =
        [
            $"workspace_bytes_max: {measured}", $"workspace_files_max: {measured}",
            .. resources.BoundsTmp ? []
            : settings.Mode == SandboxMode.Session
                ? new[] { $"tmp_bytes_max: {measured}", $"tmp_files_max: {measured}" }
                : ["tmp_files_max: not enforced"],
        ];
        if (!tools.Profile.Controls.DiskWatch) return;
        List<WatchedTree> trees = [new(resources.WorkspaceOnHost, settings.WorkspaceBytesMax, settings.WorkspaceFilesMax, FileSystemUsage.Of)];
        if (settings.Mode == SandboxMode.Session && !resources.BoundsTmp)
            trees.AddRange(((string[])[directory.Temporary, directory.Home]).Select(own => new WatchedTree(own, settings.TmpBytesMax, settings.TmpFilesMax, FileSystemUsage.Of)));
        _watch = new DiskWatch(trees, tools.DiskInterval, _time);
    }

    /// <summary>What the kernel does not bound, each by the setting's name.</summary>
    public IReadOnlyList<string> Degraded { get; }

    /// <inheritdoc cref="DiskWatch.IsFull" />
    public bool IsFull => _watch?.IsFull ?? false;

    /// <summary>A command is about to run: what it may write follows from what is there.</summary>
    public void Begin(RunningCommand command)
    {
        if (_watch is null) return;
        var wait = _watch.Measure();
        lock (_gate)
        {
            _running.Add(command);
            _timer ??= _time.CreateTimer(_ => Tick(), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A command is over; with the last one, the watch stops.</summary>
    public async Task EndAsync(RunningCommand command)
    {
        Task ticking;
        lock (_gate)
        {
            _running.Remove(command);
            if (_running.Count > 0) return;
            ticking = Stop();
        }

        await ticking;
    }

    /// <summary>Stops the watch: the directories are about to go.</summary>
    public async Task StopAsync()
    {
        Task ticking;
        lock (_gate) ticking = Stop();
        await ticking;
    }

    /// <summary>Measures once, and ends what runs when a directory is full.</summary>
    /// <returns>How long to wait before the next time.</returns>
    internal TimeSpan Check()
    {
        var wait = _watch!.Measure();
        if (!_watch.IsGrowing) return wait;
        RunningCommand[] running;
        lock (_gate) running = [.. _running];
        foreach (var command in running) command.End(SandboxExitCause.DiskLimit);
        return wait;
    }

    // Off the timer's thread; the next one is armed when this one is over, so they never pile up.
    private void Tick()
    {
        lock (_gate)
            if (_timer is { } timer)
                _ticking = Task.Run(() =>
                {
                    var wait = Check();
                    lock (_gate)
                        if (ReferenceEquals(timer, _timer)) timer.Change(wait, Timeout.InfiniteTimeSpan);
                });
    }

    private Task Stop()
    {
        _timer?.Dispose();
        _timer = null;
        return _ticking;
    }
}
