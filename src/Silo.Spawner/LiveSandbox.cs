using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Disk;
using Silo.Spawner.Resources;

namespace Silo.Spawner;

/// <summary>One sandbox and the commands that run in it.</summary>
internal sealed class LiveSandbox(
    string name, SessionKey key, SandboxResources resources, SandboxSettings settings, SandboxDirectory directory, SandboxTools tools)
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);
    private readonly Dictionary<RunningCommand, Task<ExitedReply>> _commands = [];
    private readonly SandboxDisk _disk = new(resources, settings, directory, tools);
    private readonly Lock _gate = new();
    private int _lastCommand;
    private Task? _ending;

    public string Name => name;

    public SessionKey Key => key;

    public string Workspace => resources.Workspace;

    public SandboxResources Resources => resources;

    public SandboxSettings Settings => settings;

    public SandboxDirectory Directory => directory;

    /// <summary>Whether a directory of it holds more than it may: commands may delete, and not write.</summary>
    public bool IsDiskFull => _disk.IsFull;

    /// <summary>What divides it from the host.</summary>
    public string Isolation => tools.Launcher.Isolation;

    /// <summary>Limits of its settings that are not set, or weaker than asked, each named.</summary>
    public IReadOnlyList<string> Degraded => [.. tools.Resources.Degraded, .. tools.Launcher.Degraded, .. _disk.Degraded];

    public int CommandCount
    {
        get
        {
            lock (_gate) return _commands.Count;
        }
    }

    /// <summary>Starts a command.</summary>
    /// <param name="request">The command.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="output">Takes its output and, of a process, its errors, piece by piece; the next piece of a kind is read when it returns.</param>
    /// <returns>The command, and its end: when that completes, none of its processes is left.</returns>
    /// <exception cref="SandboxException">The sandbox is ending.</exception>
    public (RunningCommand Command, Task<ExitedReply> End) Start(RunRequest request, CommandInput input, Func<FrameKind, ReadOnlyMemory<byte>, Task> output)
    {
        lock (_gate)
        {
            if (_ending is not null) throw new SandboxException("sandbox_died", "The sandbox has ended. Make a new one.");
            var record = Path.Combine(directory.Commands, $"{++_lastCommand}.json");
            var command = new RunningCommand(this, tools, request, record);
            var end = RunAsync(command, input, output);
            if (!end.IsCompleted) _commands.Add(command, end);
            return (command, end);
        }
    }

    /// <summary>Ends every command and removes the sandbox's directory.</summary>
    /// <exception cref="SandboxException">A process would not die (<c>sandbox_not_dead</c>). Retry.</exception>
    public Task EndAsync()
    {
        lock (_gate)
        {
            if (_ending is null or { IsFaulted: true }) _ending = EndCommandsAsync([.. _commands]);
            return _ending;
        }
    }

    private async Task<ExitedReply> RunAsync(RunningCommand command, CommandInput input, Func<FrameKind, ReadOnlyMemory<byte>, Task> output)
    {
        await Task.Yield();
        _disk.Begin(command);
        try
        {
            return await command.RunAsync(input, output);
        }
        finally
        {
            await _disk.EndAsync(command);
            lock (_gate) _commands.Remove(command);
        }
    }

    private async Task EndCommandsAsync(KeyValuePair<RunningCommand, Task<ExitedReply>>[] commands)
    {
        await Task.Yield();
        tools.Probe.Reached(SpawnerPoint.EndBegun);
        foreach (var (command, _) in commands) command.End(SandboxExitCause.SandboxDied);
        try
        {
            await Task.WhenAll(commands.Select(c => c.Key.Gone)).WaitAsync(DeathMax, tools.Time);
        }
        catch (TimeoutException e)
        {
            throw new SandboxException(
                "sandbox_not_dead", $"A process of {name} did not die within {DeathMax.TotalSeconds} s of SIGKILL. Retry.", e);
        }

        await _disk.StopAsync();
        await resources.EndAsync(tools.Probe);
        await DirectoryRemoval.RemoveAsync(directory, tools.Starter);
        tools.Probe.Reached(SpawnerPoint.DirectoryRemoved);
    }
}
