using System.Diagnostics;

namespace Silo.Conformance.Journal;

/// <summary>A child of this test that speaks in lines. Killed, by its own process id, when the test lets go of it.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _disposed;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static ChildProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start."));
    }

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next line; fails with what the child wrote to its error output when it ended instead.</summary>
    public async Task<string> HearAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The child ended instead of answering: {await _errors}");

    /// <summary>The next line; null when the child has ended.</summary>
    public ValueTask<string?> HearOrEndAsync() => _process.StandardOutput.ReadLineAsync(CancellationToken.None);

    public async Task<string> AskAsync(string line)
    {
        await TellAsync(line);
        return await HearAsync();
    }

    public void Kill() => _process.Kill();

    /// <summary>Ends the child's input and waits for its end.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
