using Silo.Sandboxes.Native;
using Silo.Sandboxes.Profiles;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>Ways into the kernel.</summary>
public sealed class KernelEscapeTests : EscapeTest
{
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
        HoldsAsync(Perl.Script("my $flag = 0x10000000; won() if &call(unshare, $flag) == 0;"), null, Layer.Filter, Layer.NestedUsers);

    [Fact]
    public Task DeviceNode_CannotBeMade() =>
        // Character device 0:0, which the kernel lets anybody make.
        HoldsAsync(
            Perl.Script("my ($at, $p, $mode, $dev) = (-100, q(device), 0020666, 0); unlink $p; won() if &call(mknodat, $at, $p, $mode, $dev) == 0;"), null, Layer.Filter);

    [Fact]
    public async Task DeviceNode_OfMemory_CannotBeMadeEvenByRoot()
    {
        var script = Perl.Script("my ($at, $p, $mode, $dev) = (-100, q(null), 0020666, 0x103); unlink $p; won() if &call(mknodat, $at, $p, $mode, $dev) == 0;");
        if (LibC.geteuid() == 0)
        {
            await HoldsAsync(script, null, Layer.Users, Layer.Capabilities, Layer.Filter);
            return;
        }

        // Whoever is not root has no such capability to lose: nothing can be taken away that would let the attack succeed.
        Assert.False((await Lab.RunAsync(script, Layer.Filter.Off(Layer.Capabilities.Off(ProfileControls.All)))).Succeeded);
    }

    [Fact]
    public Task Keyring_IsRefused() =>
        // KEYCTL_GET_KEYRING_ID of the session's ring.
        HoldsAsync(Perl.Script("my ($op, $ring, $make) = (0, -3, 1); won() if &call(keyctl, $op, $ring, $make) > 0;"), null, Layer.Filter);

    [Theory]
    [InlineData(16, 3, 16)]
    [InlineData(40, 1, 0)]
    public Task Socket_OfAnotherFamily_IsRefused(int family, int type, int protocol) =>
        // Generic netlink, and vsock, which leads out of a virtual machine.
        HoldsAsync(Perl.Script($"my ($f, $t, $p) = ({family}, {type}, {protocol}); won() if &call(socket, $f, $t, $p) >= 0;"), null, Layer.Filter);

    [Fact]
    public Task Call_WithABitThatTheKernelIgnores_IsRefused() =>
        // TIOCSTI with bit 32 set: a filter that compared all 64 bits would let it pass, and the kernel reads 32. ENOTTY is the kernel's answer.
        HoldsAsync(
            Perl.Script("open(my $f, q(<), q(/dev/null)) or die; my ($fd, $cmd, $zero) = (fileno($f), (1 << 32) + 0x5412, 0); &call(ioctl, $fd, $cmd, $zero); won() if $! == 25;"),
            null,
            Layer.Filter);

    [Fact]
    public Task Personality_WithoutRandomAddresses_IsRefused() =>
        HoldsAsync(Perl.Script("my $p = 0x40000; won() if &call(personality, $p) >= 0;"), null, Layer.Filter);

    [Fact]
    public async Task CallOfAnotherArchitecture_EndsTheProcess()
    {
        // x32's numbers are the machine's own with a bit set; arm64's 32-bit calls have another instruction, which perl does not make.
        if (!Perl.IsX64) return;
        var script = Perl.Script("my $n = 0x40000000 + 39; syscall($n); won();");
        Assert.True((await Lab.RunAsync(script, Layer.Filter.Off(ProfileControls.All))).Succeeded);
        var held = await Lab.RunAsync(script, ProfileControls.All);
        Assert.False(held.Succeeded);
        Assert.Equal(128 + 31, held.Exit.ExitCode);
    }
}
