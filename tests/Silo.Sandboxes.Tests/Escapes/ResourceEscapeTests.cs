using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Profiles;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>More of the machine than was granted.</summary>
public sealed class ResourceEscapeTests : EscapeTest
{
    [Fact]
    public async Task ForkBomb_IsBoundedOrNamed()
    {
        const string script = "i=0; while [ $i -lt 100 ]; do sleep 1000 & i=$((i+1)); done; echo PWNED";
        var settings = new SandboxSettings { ProcessesMax = 32 };
        var unlimited = Layer.Limits.Off(ProfileControls.All);
        Assert.True((await Lab.RunAsync(script, unlimited, settings)).Succeeded);
        await HeldOrNamedAsync(script, ProfileControls.All, settings, "processes_max: not enforced");
        Lab.HasGroups = true;
        await HeldOrNamedAsync(script, unlimited, settings, "processes_max: ");
    }

    [Fact]
    public async Task MemoryBomb_OfManyProcesses_IsBoundedOrNamed()
    {
        var script = Perl.Script(
            "pipe(my $r, my $w); $SIG{CHLD} = sub { exit 1 }; for (1 .. 8) { if (fork() == 0) { my $x = q(a) x (16 << 20); syswrite($w, q(x)); sleep 1000; exit } } "
            + "my $n = 0; while ($n < 8) { sysread($r, my $b, 1) and $n++ } won();");
        var settings = new SandboxSettings { MemoryBytesMax = 64 << 20 };
        Assert.True((await Lab.RunAsync(script, ProfileControls.All, settings)).Succeeded);
        Lab.HasGroups = true;
        await HeldOrNamedAsync(script, ProfileControls.All, settings, "memory_bytes_max: ");
    }

    [Fact]
    public Task MemoryBomb_IsBounded() =>
        HoldsAsync(Perl.Script("my $x = q(a) x (256 << 20); won() if length $x;"), new SandboxSettings { MemoryBytesMax = 64 << 20 }, Layer.Limits);

    [Fact]
    public Task OpenFiles_AreBounded() =>
        HoldsAsync(
            Perl.Script("my @f; for (1 .. 100) { open(my $f, q(<), q(/dev/null)) or exit 1; push @f, $f } won();"),
            new SandboxSettings { OpenFilesMax = 32 },
            Layer.Limits);

    [Fact]
    public Task ProcessorTime_IsBounded() =>
        HoldsAsync(
            Perl.Script("use POSIX; $SIG{XCPU} = q(IGNORE); while ((POSIX::times())[1] < 1.5 * POSIX::sysconf(POSIX::_SC_CLK_TCK)) { my $x = 0; $x++ for 1 .. 100000 } won();"),
            new SandboxSettings { CpuTimeMax = TimeSpan.FromSeconds(1) },
            Layer.Limits);

    [Fact]
    public Task LargeFile_IsBounded() =>
        HoldsAsync("head -c 200000 /dev/zero > large && echo PWNED", new SandboxSettings { FileBytesMax = 65536 }, Layer.Limits);

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/home/agent")]
    [InlineData("/dev/shm")]
    public Task Memory_FileSystems_AreBounded(string directory) =>
        HoldsAsync($"head -c 16777216 /dev/zero > {directory}/large && echo PWNED", new SandboxSettings { Mode = SandboxMode.Call, TmpBytesMax = 4 << 20 }, Layer.TemporarySize);

    [Theory]
    [InlineData("/workspace")]
    [InlineData("/tmp")]
    [InlineData("/home/agent")]
    public async Task DiskFiller_IsEnded(string directory)
    {
        var settings = new SandboxSettings { WorkspaceBytesMax = 1 << 20, TmpBytesMax = 1 << 20 };
        var script = $"cd {directory}; i=0; while :; do head -c 1000000 /dev/zero > f$i; i=$((i+1)); [ $i = 40 ] && {{ rm f*; echo PWNED; }}; [ $i = 40 ] && i=0; done";
        Assert.True((await Lab.RunAsync(script, Layer.Disk.Off(ProfileControls.All), settings)).Succeeded);

        // What the first attack left would be more than may lie there, and the second could not write at all.
        foreach (var file in Directory.EnumerateFiles(Lab.Workspace)) File.Delete(file);

        // Goes round for ever, whatever it said, unless it is ended.
        var held = await Lab.RunAsync(script.Replace("echo PWNED", ":", StringComparison.Ordinal), ProfileControls.All, settings);
        Assert.Equal(SandboxExitCause.DiskLimit, held.Exit.Cause);
    }

    [Fact]
    public async Task InodeFiller_IsEnded()
    {
        var settings = new SandboxSettings { WorkspaceFilesMax = 64 };
        const string script = "rm -f f*; i=0; while :; do : > f$i; i=$((i+1)); [ $i = 2000 ] && echo PWNED; done";
        Assert.True((await Lab.RunAsync(script, Layer.Disk.Off(ProfileControls.All), settings)).Succeeded);
        var held = await Lab.RunAsync(script.Replace("echo PWNED", ":", StringComparison.Ordinal), ProfileControls.All, settings);
        Assert.Equal(SandboxExitCause.DiskLimit, held.Exit.Cause);
    }

    [Fact]
    public async Task DiskFiller_ByShortCommands_CanOnlyDelete()
    {
        var settings = new SandboxSettings { WorkspaceBytesMax = 1 << 20 };
        Assert.True((await FillThenWriteAsync(Layer.Disk.Off(ProfileControls.All))).Succeeded);
        Assert.False((await FillThenWriteAsync(ProfileControls.All)).Succeeded);

        var sandbox = await Lab.MakeAsync(ProfileControls.All, settings);
        Assert.Equal(0, (await EscapeLab.RunInAsync(sandbox, "rm large")).Exit.ExitCode);
        Assert.True((await EscapeLab.RunInAsync(sandbox, "echo more > small && echo PWNED")).Succeeded);
        await sandbox.EndAsync();

        async Task<EscapeLab.Attempt> FillThenWriteAsync(ProfileControls controls)
        {
            File.Delete(Path.Combine(Lab.Workspace, "large"));
            var filling = await Lab.MakeAsync(controls, settings);
            await EscapeLab.RunInAsync(filling, "head -c 4000000 /dev/zero > large");
            var attempt = await EscapeLab.RunInAsync(filling, "echo more > small && echo PWNED");
            await filling.EndAsync();
            return attempt;
        }
    }

    [Fact]
    public async Task HugeOutput_IsEnded()
    {
        var settings = new SandboxSettings { OutputBytesMax = 65536 };
        const string script = "head -c 4000000 /dev/zero; echo PWNED";
        Assert.True((await Lab.RunAsync(script, Layer.Output.Off(ProfileControls.All), settings)).Succeeded);
        var held = await Lab.RunAsync(script, ProfileControls.All, settings);
        Assert.Equal((SandboxExitCause.OutputLimit, 65536), (held.Exit.Cause, held.Output.Length));
    }

    private async Task HeldOrNamedAsync(string script, ProfileControls controls, SandboxSettings settings, string name)
    {
        var attempt = await Lab.RunAsync(script, controls, settings);
        Assert.Equal(attempt.Degraded.Any(d => d.StartsWith(name, StringComparison.Ordinal)), attempt.Succeeded);
    }
}
