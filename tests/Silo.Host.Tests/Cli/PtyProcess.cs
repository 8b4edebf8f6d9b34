using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Silo.Host.Tests.Cli;

/// <summary>The real <c>silo</c> on a pseudo-terminal, which util-linux's <c>script</c> makes.</summary>
internal sealed class PtyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly VtScreen _screen;
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _broken;

    private PtyProcess(Process process, int columns, int rows)
    {
        _process = process;
        _screen = new VtScreen(columns, rows);
        _reading = ReadAsync();
    }

    public static PtyProcess Start(Uri server, int columns, int rows, params IEnumerable<string> arguments)
    {
        // Arguments arrive in the shell as its own, so nothing of them is read as code.
        var size = string.Create(CultureInfo.InvariantCulture, $"stty cols {columns} rows {rows} && exec \"$SILO_COMMAND\" {string.Join(' ', arguments.Select(a => $"'{a}'"))}");
        var info = new ProcessStartInfo("script", ["--quiet", "--return", "--flush", "--command", size, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["SILO_COMMAND"] = Path.Combine(AppContext.BaseDirectory, "silo"),
                ["SILO_SERVER"] = server.ToString(),
                ["XDG_CONFIG_HOME"] = "/nonexistent",
                ["TERM"] = "xterm-256color",
                ["SHELL"] = "/bin/sh",
            },
        };
        foreach (var name in new[] { "NO_COLOR", "SILO_API_KEY", "SILO_PROFILE" }) info.Environment.Remove(name);
        return new PtyProcess(Process.Start(info)!, columns, rows);
    }

    /// <summary>Everything that was shown.</summary>
    public string Text => Look(s => s.Text);

    /// <summary>Looks at the screen while nothing changes it.</summary>
    public T Look<T>(Func<VtScreen, T> look)
    {
        lock (_gate) return look(_screen);
    }

    /// <summary>Waits until the screen is as wanted.</summary>
    public async Task UntilAsync(string what, Func<VtScreen, bool> isTrue)
    {
        try
        {
            await WaitAsync(isTrue).Within(60, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The screen:\n{Text}", e);
        }
    }

    /// <summary>Waits until a text is to be seen.</summary>
    public Task UntilAsync(string text) => UntilAsync($"'{text}'", s => s.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Presses keys.</summary>
    public async Task PressAsync(string keys)
    {
        await _process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(keys));
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within(60, "silo to end");
        await _reading.Within(60, "the terminal's last output");
        lock (_gate)
            if (_broken is not null) throw _broken;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // Ends script, whose end ends what runs on its terminal.
        if (!_process.HasExited) _process.Kill();
        await _reading.Within(60, "the terminal to close");
        _process.Dispose();
    }

    private async Task WaitAsync(Func<VtScreen, bool> isTrue)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_broken is not null) throw _broken;
                if (isTrue(_screen)) return;
                changed = _changed.Task;
            }

            await changed;
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        var decoder = Encoding.UTF8.GetDecoder();
        while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var count)
        {
            var chars = new char[decoder.GetCharCount(buffer, 0, count)];
            decoder.GetChars(buffer, 0, count, chars, 0);
            lock (_gate)
            {
                try
                {
                    _screen.Take(new string(chars));
                }
                catch (InvalidOperationException e)
                {
                    _broken ??= e;
                }

                var changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed.TrySetResult();
            }
        }
    }
}
