using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Silo.Operating.Tests.Support;

/// <summary>The program as whoever runs it starts it.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The agents that are files beside the tests.</summary>
    public static string TestAgents { get; } = Path.Combine(AppContext.BaseDirectory, "test-agents");

    /// <summary>What it printed on both of its outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Bytes of memory that it has in use, as the kernel counts them.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).Single(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Makes a key before the host runs.</summary>
    public static async Task<string> MakeKeyAsync(string data, string tenant, string role = "operator")
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["keys", "create", "--name=test", $"--tenant={tenant}", $"--role={role}", $"--Silo:DataDirectory={data}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var notes = process.StandardError.ReadToEndAsync();
        var key = (await process.StandardOutput.ReadToEndAsync().Within(60, "a key to be made")).Trim();
        await process.WaitForExitAsync().Within(60, "the program to end");
        return process.ExitCode == 0 ? key : throw new InvalidOperationException(await notes);
    }

    /// <summary>Starts a host that serves on any free port, and waits until it listens.</summary>
    /// <param name="data">Its data directory.</param>
    /// <param name="settings">Its settings, as arguments.</param>
    /// <param name="environment">More of its environment; null for none.</param>
    public static async Task<(HostProcess Process, Uri Address)> ServeAsync(string data, IEnumerable<string> settings, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(Program, [$"--Silo:DataDirectory={data}", "--Silo:Address=http://127.0.0.1:0", .. settings]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        if (!start.ArgumentList.Any(argument => argument.StartsWith("--Silo:AgentsDirectory=", StringComparison.Ordinal))) start.ArgumentList.Add($"--Silo:AgentsDirectory={TestAgents}");
        var host = new HostProcess(Process.Start(start)!);
        await Task.WhenAny(host._listening.Task, host._process.WaitForExitAsync()).Within(120, "the host to listen");
        return host._listening.Task.IsCompletedSuccessfully ? (host, await host._listening.Task) : throw new InvalidOperationException($"The host ended with {host._process.ExitCode}:\n{host.Output}");
    }

    public void Terminate()
    {
        if (SendSignal(_process.Id, SigTerm) != 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"kill: errno {Marshal.GetLastPInvokeError()}."));
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within(120, "the host to end");
        return _process.ExitCode;
    }

    /// <summary>Ends it in good order, so that nothing of it still works in the test's folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Terminate();
        await ExitAsync();
        _process.Dispose();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Silo.Host");

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
