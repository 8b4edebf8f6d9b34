using System.Diagnostics;

namespace Silo.Load.Running;

/// <summary>A process of this tool's own: a server that is measured. Ended by its process id.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private Task _draining = Task.CompletedTask;

    private ChildProcess(Process process) => _process = process;

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts an assembly beside this one, and waits for a line of its output.</summary>
    public static async Task<(ChildProcess Process, string Line)> StartAsync(string assembly, Func<string, bool> ready, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // Started by `dotnet Silo.Load.dll` or as a program of its own: the child is always an assembly.
        start.FileName = "dotnet";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var child = new ChildProcess(Process.Start(start)!);
        var said = new List<string>();
        while (await child._process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (!ready(line)) continue;
            // The rest is read and dropped, so that the child never blocks on a full pipe.
            child._draining = child._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return (child, line);
        }

        await child.DisposeAsync();
        throw new InvalidOperationException($"{assembly} ended before it was ready:\n{string.Join('\n', said)}");
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _draining;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
