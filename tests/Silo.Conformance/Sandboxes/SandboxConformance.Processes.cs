using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task Start_WhatIsWritten_IsReadWhileItRunsAndComesBack()
    {
        await using var sandbox = await NewSandboxAsync();
        var (output, errors) = (new CollectedOutput(), new CollectedOutput());
        Task first = output.Sees("got one\n"), second = output.Sees("got two\n");
        await using var process = await sandbox.StartAsync(Talk("while read -r line; do echo got $line; echo note $line >&2; done; echo over", output, errors), default);

        Assert.True(await process.TryWriteAsync("one\n"u8.ToArray(), default));
        await first;
        Assert.True(await process.TryWriteAsync("two\n"u8.ToArray(), default));
        await second;
        Assert.False(process.Exit.IsCompleted);
        await process.EndInputAsync(default);

        Assert.Equal(new SandboxExit(0, SandboxExitCause.Exited), await process.Exit);
        Assert.Equal("got one\ngot two\nover\n", output.Text);
        Assert.Equal("note one\nnote two\n", errors.Text);
    }

    [Fact]
    public async Task Start_InputEnded_ItRunsOnAndTakesNoMore()
    {
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        await using var process = await sandbox.StartAsync(Talk("cat; echo after the end; exit 7", output), default);

        Assert.True(await process.TryWriteAsync("in"u8.ToArray(), default));
        await process.EndInputAsync(default);
        await process.EndInputAsync(default);

        Assert.False(await process.TryWriteAsync("late"u8.ToArray(), default));
        Assert.Equal(new SandboxExit(7, SandboxExitCause.Exited), await process.Exit);
        Assert.Equal("inafter the end\n", output.Text);
        Assert.False(await process.TryWriteAsync("late"u8.ToArray(), default));
        await process.EndInputAsync(default);
    }

    [Fact]
    public async Task Start_LargeInput_ArrivesWholeAndInOrder()
    {
        await using var sandbox = await NewSandboxAsync();
        var input = new byte[3_000_000];
        new Random(11).NextBytes(input);
        var output = new MemoryStream();
        await using var process = await sandbox.StartAsync(
            Talk("cat") with { OnOutput = (bytes, _) => { output.Write(bytes.Span); return ValueTask.CompletedTask; } }, default);

        Assert.True(await process.TryWriteAsync(input, default));
        await process.EndInputAsync(default);

        Assert.Equal(0, (await process.Exit).ExitCode);
        Assert.Equal(input, output.ToArray());
    }

    [Fact]
    public async Task Start_ProcessThatDoesNotRead_HoldsTheWriterBack()
    {
        const int pieceBytes = 64 << 10, pieces = 32, aheadMax = 4;
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        var up = output.Sees("up");
        await using var process = await sandbox.StartAsync(
            Talk("echo up; mkfifo go; read x < go; head -c 262144 >/dev/null; echo read; cat | wc -c", output), default);
        await up;
        var written = 0;
        var writing = WriteAllAsync();

        // Time to run ahead as far as it is let: other commands run from start to end.
        for (var i = 0; i < 20; i++) await RunAsync(sandbox, "true");
        Assert.InRange(Volatile.Read(ref written), 0, aheadMax);

        await RunAsync(sandbox, "echo > go");
        await writing;
        Assert.Equal(0, (await process.Exit).ExitCode);
        Assert.Equal($"up\nread\n{(pieces * pieceBytes) - 262144}\n", output.Text);

        async Task WriteAllAsync()
        {
            for (; written < pieces; Interlocked.Increment(ref written)) Assert.True(await process.TryWriteAsync(new byte[pieceBytes], default));
            await process.EndInputAsync(default);
        }
    }

    [Fact]
    public async Task Start_SlowReceiver_HoldsTheProcessBack()
    {
        const long pieceBytes = 1 << 18, pieces = 40, aheadBytesMax = 1 << 20;
        var spec = NewSpec();
        await using var sandbox = await Provider.CreateAsync(spec, default);
        var written = Path.Combine(spec.WorkspacePath, "written");
        long received = 0, ahead = 0;
        var start = Talk($"i=0; while [ $i -lt {pieces} ]; do head -c {pieceBytes} /dev/zero; i=$((i+1)); echo $i > written.new; mv written.new written; done") with
        {
            OnOutput = async (bytes, token) =>
            {
                for (var i = 0; received == 0 && i < 20; i++) await RunAsync(sandbox, "true", token);
                if (File.Exists(written)) ahead = Math.Max(ahead, (long.Parse(await File.ReadAllTextAsync(written, token)) * pieceBytes) - received);
                received += bytes.Length;
            },
        };
        await using var process = await sandbox.StartAsync(start, default);

        Assert.Equal(0, (await process.Exit).ExitCode);
        Assert.Equal(pieces * pieceBytes, received);
        Assert.InRange(ahead, 0, aheadBytesMax);
    }

    [Fact]
    public async Task Start_DisposedWhileNobodyReadsOrTakes_LeavesNoProcess()
    {
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        var up = output.Sees("up");
        var held = new TaskCompletionSource();
        var process = await sandbox.StartAsync(
            Talk(PlantWriter() + $"echo up; yes {Token}") with
            {
                OnOutput = async (bytes, token) =>
                {
                    output.Add(bytes);
                    await held.Task.WaitAsync(token);
                },
            },
            default);
        await up;
        var writing = process.TryWriteAsync(new byte[1 << 20], default);

        await process.DisposeAsync();

        AssertAllDead();
        Assert.Equal(137, (await process.Exit).ExitCode);
        Assert.False(await writing);
        await process.DisposeAsync();
        Assert.Equal(0, (await RunAsync(sandbox, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task Start_CancelledWriter_StopsWaitingAndTheProcessLivesOn()
    {
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        await using var process = await sandbox.StartAsync(Talk("mkfifo go; read x < go; wc -c", output), default);
        using var cancel = new CancellationTokenSource();
        var writing = process.TryWriteAsync(new byte[1 << 20], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.False(process.Exit.IsCompleted);

        await RunAsync(sandbox, "until [ -p go ]; do :; done; echo > go");
        Assert.True(await process.TryWriteAsync("end"u8.ToArray(), default));
        await process.EndInputAsync(default);
        Assert.Equal(0, (await process.Exit).ExitCode);
        Assert.InRange(int.Parse(output.Text), 3, 1 << 20);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("exec no-such-program", 127)]
    public async Task Start_End_IsReportedAsItWas(string script, int code)
    {
        await using var sandbox = await NewSandboxAsync();
        await using var process = await sandbox.StartAsync(Talk(script), default);
        Assert.Equal(new SandboxExit(code, SandboxExitCause.Exited), await process.Exit);
        Assert.True(sandbox.IsAlive);
    }

    [Fact]
    public async Task Start_ProgramThatIsMissing_IsItsFailureNotTheSandboxes()
    {
        await using var sandbox = await NewSandboxAsync();
        await using var process = await sandbox.StartAsync(Talk("") with { Arguments = ["no-such-program"] }, default);
        Assert.Equal(new SandboxExit(127, SandboxExitCause.Exited), await process.Exit);
        Assert.False(await process.TryWriteAsync("late"u8.ToArray(), default));
    }

    [Fact]
    public async Task Start_Limits_HoldWhereTheyAreGiven()
    {
        await using var sandbox = await NewSandboxAsync();
        await using var late = await sandbox.StartAsync(Talk($"sleep 1000; : {Token}") with { Timeout = TimeSpan.FromMilliseconds(100) }, default);
        Assert.Equal(new SandboxExit(137, SandboxExitCause.TimedOut), await late.Exit);
        long count = 0;
        ValueTask Count(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            count += bytes.Length;
            return ValueTask.CompletedTask;
        }

        await using var loud = await sandbox.StartAsync(
            Talk($"yes {Token} & yes {Token} >&2") with { OutputBytesMax = 100_001, OnOutput = Count, OnError = Count }, default);
        Assert.Equal(new SandboxExit(137, SandboxExitCause.OutputLimit), await loud.Exit);
        Assert.Equal(100_001, count);
        AssertAllDead();
    }

    [Fact]
    public async Task Start_ReceiverThatFails_EndsTheProcessAndPassesTheFailureOn()
    {
        await using var sandbox = await NewSandboxAsync();
        await using var process = await sandbox.StartAsync(
            Talk($"echo {Token} >&2; sleep 1000") with { OnError = (_, _) => throw new FormatException() }, default);
        await Assert.ThrowsAsync<FormatException>(() => process.Exit);
        AssertAllDead();
    }

    [Fact]
    public async Task Start_SandboxEnds_EndsTheProcess()
    {
        var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        var up = output.Sees("up");
        await using var process = await sandbox.StartAsync(Talk(PlantWriter() + "echo up; sleep 1000", output), default);
        await up;
        await sandbox.DisposeAsync();
        AssertAllDead();
        Assert.Equal(new SandboxExit(137, SandboxExitCause.SandboxDied), await process.Exit);
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.StartAsync(Talk("true"), default));
    }

    [Fact]
    public async Task ProveDead_HostOfAProcessWasKilled_EndsIt()
    {
        var spec = NewSpec();
        await using var host = ChildProcess.Start(HostOn(RunDirectory));
        await host.TellAsync(SandboxProcess.Line(spec, PlantWriter() + "echo up; cat", talksTo: true));
        Assert.Equal("up", await host.HearAsync());
        Assert.NotEmpty(Processes.WithArgument(Token));

        host.Kill();
        await Provider.ProveDeadAsync(spec.Key, default);

        AssertAllDead();
    }

    /// <summary>A script that lives on, with its output and errors collected.</summary>
    protected static SandboxProcessStart Talk(string script, CollectedOutput? output = null, CollectedOutput? errors = null) => new()
    {
        Arguments = ["sh", "-c", script],
        OnOutput = (bytes, _) => Keep(output, bytes),
        OnError = (bytes, _) => Keep(errors, bytes),
    };

    private static ValueTask Keep(CollectedOutput? output, ReadOnlyMemory<byte> bytes)
    {
        output?.Add(bytes);
        return ValueTask.CompletedTask;
    }
}
