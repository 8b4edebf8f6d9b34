using System.Diagnostics;
using System.Text;
using Silo.Host.Tests.Crash;

namespace Silo.Host.Tests.Support;

/// <summary>A host in a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int SigKillExit = 128 + 9;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts a host and waits until it says that it listens; or until it died, which a crash point early on may mean.</summary>
    public static async Task<HostProcess> StartAsync(string data, int port, string log, CrashPoint? point)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                CrashHost.Verb,
                $"--Silo:DataDirectory={data}",
                $"--Silo:Address=http://127.0.0.1:{port}",
                $"--Silo:AgentsDirectory={Path.Combine(AppContext.BaseDirectory, "test-agents")}",
            },
            Environment = { [CrashHost.LogVariable] = log, [CrashHost.PointVariable] = point?.ToString() },
        };
        var host = new HostProcess(Process.Start(start)!);
        host._process.OutputDataReceived += (_, e) => host.Take(e.Data, port);
        host._process.ErrorDataReceived += (_, e) => host.Take(e.Data, port);
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        await Task.WhenAny(host._listening.Task, host._process.WaitForExitAsync()).WaitAsync(TimeSpan.FromSeconds(120));
        return host;
    }

    public async Task WaitForKillAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        if (_process.ExitCode != SigKillExit) throw new InvalidOperationException($"The host ended with {_process.ExitCode}, not by SIGKILL.\n{Output}");
    }

    /// <summary>Ends it in good order, so that nothing of it still works in the test's folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) HostProgram.Terminate(_process.Id);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        _process.Dispose();
    }

    private void Take(string? line, int port)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (line.Contains($"127.0.0.1:{port}", StringComparison.Ordinal)) _listening.TrySetResult();
    }
}
