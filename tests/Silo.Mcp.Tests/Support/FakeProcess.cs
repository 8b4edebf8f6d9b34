using System.Text;
using System.Threading.Channels;
using Silo.Abstractions.Sandboxes;

namespace Silo.Mcp.Tests.Support;

/// <summary>A process that a test plays: reads lines, writes bytes.</summary>
internal sealed class FakeProcess : ISandboxProcess
{
    private readonly Channel<byte[]> _input = Channel.CreateUnbounded<byte[]>();
    private readonly CancellationTokenSource _ending = new();
    private readonly SandboxProcessStart _start;

    public FakeProcess(SandboxProcessStart start, Func<FakeProcess, Task> play)
    {
        _start = start;
        Exit = RunAsync(play);
    }

    public Task<SandboxExit> Exit { get; }

    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether it takes what is written to it.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>The next line of its input; null at the end.</summary>
    public async Task<string?> ReadAsync() => await _input.Reader.WaitToReadAsync(_ending.Token) && _input.Reader.TryRead(out var line)
        ? Encoding.UTF8.GetString(line).TrimEnd('\n')
        : null;

    public Task WriteAsync(string line) => WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _start.OnOutput(bytes, _ending.Token);

    public async Task WriteErrorAsync(string line) => await _start.OnError(Encoding.UTF8.GetBytes(line + "\n"), _ending.Token);

    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (IsDeaf) await ((Task)Exit).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !Exit.IsCompleted && _input.Writer.TryWrite(input.ToArray());
    }

    public Task EndInputAsync(CancellationToken cancellationToken)
    {
        _input.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await ((Task)Exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<SandboxExit> RunAsync(Func<FakeProcess, Task> play)
    {
        await Task.Yield();
        try
        {
            await play(this);
            return new SandboxExit(0, SandboxExitCause.Exited);
        }
        catch (OperationCanceledException)
        {
            return new SandboxExit(137, SandboxExitCause.Exited);
        }
        finally
        {
            _input.Writer.TryComplete();
        }
    }
}
