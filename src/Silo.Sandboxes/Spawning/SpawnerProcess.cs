using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Spawning;

/// <summary>A running spawner, seen from the host that started it.</summary>
/// <remarks>Its standard input is a pipe that the host never writes to: its end tells the spawner that the host is gone.</remarks>
internal sealed class SpawnerProcess : ISpawnerHandle, IDisposable
{
    /// <summary>What the spawner prints when it listens.</summary>
    public const string ReadyLine = "ready";
    private const int LineBytesMax = 4096;
    private static readonly string[] PassedOn = ["PATH", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    private readonly ChildProcess _child;
    private readonly Pipe _life;
    private readonly Pipe _output;
    private readonly FdPoller _poller;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _said = new();
    private readonly Task _reading;

    private SpawnerProcess(ChildProcess child, Pipe life, Pipe output, FdPoller poller, ILogger logger)
    {
        _child = child;
        _life = life;
        _output = output;
        _poller = poller;
        _logger = logger;
        _reading = ReadOutputAsync();
    }

    public int Pid => _child.Pid;

    /// <summary>Ends with the spawner; its value is the exit code.</summary>
    public Task<int> Exit => _child.Exit;

    public bool IsAlive => !_child.Exit.IsCompleted;

    /// <summary>Starts a spawner and returns when it listens and is recorded.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<SpawnerProcess> StartAsync(
        IReadOnlyList<string> command, SandboxProgram program, RunDirectory run, ProcessStarter starter, FdPoller poller, ILogger logger)
    {
        var life = Pipe.Create();
        var output = Pipe.CreateForReading();
        try
        {
            var hostPid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            var child = await starter.StartAsync(new ProcessStart
            {
                Path = command[0],
                Arguments = [.. command, "--run-directory", run.Path, program.Option, program.Path, "--host-pid", hostPid],
                Environment = EnvironmentFor(run),
                Descriptors = [life.Reader, output.Writer, output.Writer],
                NewSession = true,
            });
            life.Reader.Dispose();
            output.Writer.Dispose();

            // Recorded before it is asked for anything, so whatever it starts can be found after the death of this host.
            if (ProcessIdentity.TryRead(child.Pid) is { } identity)
                RecordFile.Write(run.SpawnerRecord, identity, RecordJson.Default.ProcessIdentity);
            return new SpawnerProcess(child, life, output, poller, logger);
        }
        catch
        {
            life.Dispose();
            output.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the spawner listens.</summary>
    /// <exception cref="IOException">It ended instead; the message has what it said.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task WaitReadyAsync(TimeSpan timeoutAfter, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await _ready.Task.WaitAsync(timeoutAfter, time, cancellationToken)) return;
        var code = await Exit;
        throw new IOException($"it ended with code {code} and said: {_said}");
    }

    /// <summary>Tells it to end everything, and returns when it has ended; kills it after the timeout.</summary>
    public async Task StopAsync(TimeSpan timeoutAfter, TimeProvider time)
    {
        _life.Dispose();
        try
        {
            await Exit.WaitAsync(timeoutAfter, time);
        }
        catch (TimeoutException)
        {
            _child.Handle.Kill();
            await Exit;
        }

        await _reading;
    }

    /// <summary>Frees what belongs to a spawner that has ended.</summary>
    public void Dispose()
    {
        _life.Dispose();
        _output.Dispose();
        _child.Dispose();
    }

    // Diagnostics would leave a socket behind in /tmp after kill -9.
    private static Dictionary<string, string> EnvironmentFor(RunDirectory run)
    {
        var variables = new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0", [run.Marker.Key] = run.Marker.Value };
        foreach (var name in PassedOn)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) variables[name] = value;
        return variables;
    }

    private async Task ReadOutputAsync()
    {
        var buffer = new byte[LineBytesMax];
        var kept = 0;
        while (true)
        {
            var count = await _poller.ReadAsync(_output.Reader, buffer.AsMemory(kept));
            kept += count;
            for (var end = buffer.AsSpan(0, kept).IndexOf((byte)'\n'); end >= 0; end = buffer.AsSpan(0, kept).IndexOf((byte)'\n'))
            {
                TakeLine(Encoding.UTF8.GetString(buffer, 0, end));
                kept -= end + 1;
                buffer.AsSpan(end + 1, kept).CopyTo(buffer);
            }

            if (count > 0 && kept < buffer.Length) continue;
            if (kept > 0) TakeLine(Encoding.UTF8.GetString(buffer, 0, kept));
            kept = 0;
            if (count == 0) break;
        }

        _ready.TrySetResult(false);
    }

    private void TakeLine(string line)
    {
        if (line == ReadyLine && _ready.TrySetResult(true)) return;
        if (_said.Length < LineBytesMax) _said.Append(line).Append(' ');
        Log.SpawnerSaid(_logger, line);
    }
}
