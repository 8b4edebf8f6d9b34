using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Silo.Client.Tests.Cli;

/// <summary>The real <c>silo</c>, as a process of its own with its output in pipes.</summary>
public sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static CliProcess Start(Uri? server, params string[] args) => StartWith(new Dictionary<string, string> { ["SILO_SERVER"] = server?.ToString() ?? "" }, input: "", args);

    /// <summary>Starts it with these variables, and none of whoever runs the tests that it looks at.</summary>
    public static CliProcess StartWith(IReadOnlyDictionary<string, string> variables, string input, params string[] args) => Start(variables, input, Environment.CurrentDirectory, args);

    private static CliProcess Start(IReadOnlyDictionary<string, string> variables, string input, string folder, string[] args)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "silo"))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach (var arg in args) info.ArgumentList.Add(arg);
        foreach (var name in new[] { "SILO_SERVER", "SILO_API_KEY", "SILO_PROFILE" }) info.Environment.Remove(name);
        info.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        foreach (var (name, value) in variables) info.Environment[name] = value;
        var process = Process.Start(info)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new CliProcess(process);
    }

    public static async Task<CliResult> RunAsync(Uri? server, params string[] args)
    {
        using var cli = Start(server, args);
        return await cli.EndAsync();
    }

    /// <summary>Runs it in a folder.</summary>
    public static async Task<CliResult> RunInAsync(DirectoryInfo folder, Uri server, params string[] args)
    {
        using var cli = Start(new Dictionary<string, string> { ["SILO_SERVER"] = server.ToString() }, input: "", folder.FullName, args);
        return await cli.EndAsync();
    }

    public static async Task<CliResult> RunWithAsync(IReadOnlyDictionary<string, string> variables, string input, params string[] args)
    {
        using var cli = StartWith(variables, input, args);
        return await cli.EndAsync();
    }

    public async Task<CliResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limit.Token);
        return new CliResult(_process.ExitCode, await _out, await _error);
    }

    public void Kill() => _process.Kill();

    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
