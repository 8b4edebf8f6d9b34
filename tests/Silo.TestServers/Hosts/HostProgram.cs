using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Silo.TestServers.Hosts;

/// <summary>The program that people start, as they start it.</summary>
public sealed partial class HostProgram : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const int SigKillExit = 128 + 9;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProgram(Process process)
    {
        _process = process;
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>What it printed on both of its outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static HostProgram Start(params IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Silo.Host"), arguments));

    /// <summary>The agents that are files beside the tests.</summary>
    public static string TestAgents { get; } = Path.Combine(AppContext.BaseDirectory, "test-agents");

    /// <summary>Starts a program that says where it listens as the host does.</summary>
    public static HostProgram Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var program = new HostProgram(Process.Start(start)!);
        program._process.OutputDataReceived += (_, e) => program.Take(e.Data);
        program._process.ErrorDataReceived += (_, e) => program.Take(e.Data);
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Starts a host that serves on any free port.</summary>
    public static HostProgram Serve(string data, string? agents = null, params IEnumerable<string> more) => Start(
        ["--Silo:Development=true", $"--Silo:DataDirectory={data}", "--Silo:Address=http://127.0.0.1:0", $"--Silo:AgentsDirectory={agents ?? TestAgents}", .. more]);

    /// <summary>Starts a host that shares its journal and its workspaces with others.</summary>
    public static HostProgram ServeShared(string data, int port, string shared, string postgres, params IEnumerable<string> more) => Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "Silo.Host"),
        ["--Silo:Development=true", $"--Silo:DataDirectory={data}", $"--Silo:Address=http://127.0.0.1:{port}", $"--Silo:AgentsDirectory={TestAgents}", $"--Silo:SharedDirectory={shared}", .. more])
    {
        Environment = { ["SILO__POSTGRES__CONNECTIONSTRING"] = postgres },
    });

    /// <summary>Waits until it listens, or has ended before that.</summary>
    public Task ListeningOrEndedAsync(int seconds) => Task.WhenAny(_listening.Task, _process.WaitForExitAsync()).Within(seconds, "the host to listen");

    /// <summary>Waits until it says where it listens.</summary>
    public async Task<Uri> ListeningAsync()
    {
        await ListeningOrEndedAsync(60);
        return _listening.Task.IsCompleted ? await _listening.Task : throw new InvalidOperationException($"The host ended with {_process.ExitCode}:\n{Output}");
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within(60, "the host to end");
        return _process.ExitCode;
    }

    /// <summary>Waits until it has killed itself.</summary>
    public async Task WaitForKillAsync()
    {
        await _process.WaitForExitAsync().Within(120, "the host to be killed");
        if (_process.ExitCode != SigKillExit) throw new InvalidOperationException($"The host ended with {_process.ExitCode}, not by SIGKILL.\n{Output}");
    }

    public void Terminate() => Terminate(Id);

    public static void Terminate(int id) => Signal(id, SigTerm);

    private static void Signal(int id, int signal)
    {
        if (SendSignal(id, signal) != 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"kill: errno {Marshal.GetLastPInvokeError()}."));
    }

    /// <summary>Stops its clockwork without ending it; what it started runs on.</summary>
    public void Pause() => Signal(Id, SigStop);

    public void Continue() => Signal(Id, SigContinue);

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Ends it in good order, so that nothing of it still works in the test's folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Terminate();
        await ExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        const string said = "Silo listens on ";
        if (line.IndexOf(said, StringComparison.Ordinal) is >= 0 and var at) _listening.TrySetResult(new Uri(line[(at + said.Length)..].Trim()));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
