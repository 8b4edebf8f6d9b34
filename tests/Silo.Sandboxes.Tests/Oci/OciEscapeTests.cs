using System.Net;
using System.Net.Sockets;
using Silo.Abstractions.Agents;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.Tests.Escapes;
using Xunit;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>Attacks on a sandbox that an OCI runtime confines: its bundle must hold what bubblewrap's options hold.</summary>
/// <remarks>What does not depend on the bundle, such as the watch over the disk, is attacked with bubblewrap.</remarks>
public sealed class OciEscapeTests : EscapeTest
{
    protected override string? Runtime => "crun";

    [Fact]
    public async Task HostFile_IsNotThere()
    {
        var secret = Lab.Host.File("secret");
        await File.WriteAllTextAsync(secret, "PWN" + "ED");
        await HoldsAsync($"cat {secret}", null, Layer.Temporary);
    }

    [Fact]
    public Task Root_CannotBeWritten() => HoldsAsync("echo x > /planted && echo PWNED", null, Layer.Root);

    [Fact]
    public Task SharedSettings_CannotBeWritten() => HoldsAsync("echo x > /etc/planted && echo PWNED", null, Layer.Settings);

    [Fact]
    public Task Sys_IsNotThere() => HoldsAsync("[ -d /sys/kernel ] && echo PWNED", null, Layer.SystemTree);

    [Fact]
    public async Task SetUidFile_CannotBeLeftOnTheHost()
    {
        var planted = Path.Combine(Lab.Workspace, "planted");
        await HoldsAsync("rm -f planted; cp /bin/true planted; chmod 4755 planted && [ -u planted ] && echo PWNED", null, Layer.Filter);
        Assert.False(File.GetUnixFileMode(planted).HasFlag(UnixFileMode.SetUser));
    }

    [Fact]
    public Task OtherProcess_CannotBeSeen() =>
        HoldsAsync($"grep -q Silo.Sandboxes.Tests /proc/{Environment.ProcessId}/cmdline && echo PWNED", null, Layer.Processes);

    [Fact]
    public Task OtherProcess_CannotBeSignalled() => HoldsAsync($"kill -0 {Environment.ProcessId} && echo PWNED", null, Layer.Processes);

    [Fact]
    public Task Ptrace_IsRefused() =>
        HoldsAsync(
            Perl.Script("my $zero = 0; my $attach = 16; my $pid = fork(); if ($pid == 0) { sleep 1 while getppid() > 1; exit 0 } "
                + "won() if &call(ptrace, $attach, $pid, $zero, $zero) == 0; kill 9, $pid; waitpid $pid, 0;"),
            null,
            Layer.Filter);

    [Fact]
    public Task Mount_IsRefused() =>
        HoldsAsync(
            // In a mount namespace of its own, over which its user namespace has the say.
            Perl.Script("my ($n, $d, $t, $z, $f) = (q(none), q(/workspace), q(tmpfs), 0, 0x20000); &call(unshare, $f); won() if &call(mount, $n, $d, $t, $z, $z) == 0;"),
            null,
            Layer.Filter,
            Layer.Capabilities);

    [Fact]
    public Task NewUserNamespace_IsRefused() =>
        HoldsAsync(Perl.Script("my $flag = 0x10000000; won() if &call(unshare, $flag) == 0;"), null, Layer.Filter);

    [Fact]
    public Task DeviceNode_CannotBeMade() =>
        HoldsAsync(
            Perl.Script("my ($at, $p, $mode, $dev) = (-100, q(device), 0020666, 0); unlink $p; won() if &call(mknodat, $at, $p, $mode, $dev) == 0;"), null, Layer.Filter);

    [Fact]
    public Task Keyring_IsRefused() =>
        HoldsAsync(Perl.Script("my ($op, $ring, $make) = (0, -3, 1); won() if &call(keyctl, $op, $ring, $make) > 0;"), null, Layer.Filter);

    [Theory]
    [InlineData("16", 3, 16)]
    [InlineData("40", 1, 0)]
    [InlineData("((1 << 40) + 16)", 3, 16)]
    public Task Socket_OfAnotherFamily_IsRefused(string family, int type, int protocol) =>
        HoldsAsync(Perl.Script($"my ($f, $t, $p) = ({family}, {type}, {protocol}); won() if &call(socket, $f, $t, $p) >= 0;"), null, Layer.Filter);

    [Fact]
    public Task Personality_WithoutRandomAddresses_IsRefused() =>
        HoldsAsync(Perl.Script("my $p = 0x40000; won() if &call(personality, $p) >= 0;"), null, Layer.Filter);

    [Fact]
    public async Task CallOfAnotherArchitecture_EndsTheProcess()
    {
        if (!Perl.IsX64) return;
        var script = Perl.Script("my $n = 0x40000000 + 39; syscall($n); won();");
        Assert.True((await Lab.RunAsync(script, Layer.Filter.Off(ProfileControls.All))).Succeeded);
        Assert.False((await Lab.RunAsync(script, ProfileControls.All)).Succeeded);
    }

    [Fact]
    public async Task LoopbackOfTheHost_IsNotReached()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await HoldsAsync($"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} && echo PWNED'", null, Layer.Network);
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
    public Task LargeFile_IsBounded() =>
        HoldsAsync("head -c 200000 /dev/zero > large && echo PWNED", new SandboxSettings { FileBytesMax = 65536 }, Layer.Limits);

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/home/agent")]
    [InlineData("/dev/shm")]
    public Task Memory_FileSystems_AreBounded(string directory) =>
        HoldsAsync($"head -c 16777216 /dev/zero > {directory}/large && echo PWNED", new SandboxSettings { Mode = SandboxMode.Call, TmpBytesMax = 4 << 20 }, Layer.TemporarySize);
}
