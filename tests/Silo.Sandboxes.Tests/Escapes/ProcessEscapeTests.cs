using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Profiles;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>Processes that are not the command's.</summary>
public sealed class ProcessEscapeTests : EscapeTest
{
    [Fact]
    public Task OtherProcess_CannotBeSeen() =>
        HoldsAsync($"grep -q Silo.Sandboxes.Tests /proc/{Environment.ProcessId}/cmdline && echo PWNED", null, Layer.Processes);

    [Fact]
    public Task OtherProcess_CannotBeSignalled() =>
        HoldsAsync($"kill -0 {Environment.ProcessId} && echo PWNED", null, Layer.Processes);

    [Fact]
    public Task OtherProcess_CannotBeChangedThroughProc() =>
        HoldsAsync(
            $"f=/proc/{Environment.ProcessId}/oom_score_adj; v=$(cat $f) && echo $v > $f && echo PWNED", null, Layer.Processes);

    [Fact]
    public async Task Daemon_DoesNotOutliveItsCommand()
    {
        var script = $"(setsid sh -c 'echo $$ > /workspace/daemon; while :; do sleep 0.1; done' {Lab.Token} </dev/null >/dev/null 2>&1 &) ; until [ -s daemon ]; do :; done";
        await Lab.RunAsync(script, Layer.Processes.Off(ProfileControls.All));
        var left = int.Parse(await File.ReadAllTextAsync(Path.Combine(Lab.Workspace, "daemon")));
        Assert.NotEmpty(Processes.WithArgument(Lab.Token));
        await Lab.KillAsync(left);

        File.Delete(Path.Combine(Lab.Workspace, "daemon"));
        await Lab.RunAsync(script, ProfileControls.All);
        Assert.Empty(Processes.WithArgument(Lab.Token));
    }

    [Fact]
    public Task Ptrace_IsRefused() =>
        // PTRACE_ATTACH to a child of its own: enough to take over whatever else the sandbox runs.
        HoldsAsync(
            Perl.Script("my $zero = 0; my $attach = 16; my $pid = fork(); if ($pid == 0) { sleep 1 while getppid() > 1; exit 0 } "
                + "won() if &call(ptrace, $attach, $pid, $zero, $zero) == 0; kill 9, $pid; waitpid $pid, 0;"),
            null,
            Layer.Filter);

    [Fact]
    public Task Terminal_CannotBeTypedInto() =>
        // A terminal of its own, made its controlling one; the character comes back as if a person had typed it. The kernel may refuse by itself.
        HoldsAsync(
            (File.Exists("/proc/sys/dev/tty/legacy_tiocsti") ? "refused=$(cat /proc/sys/dev/tty/legacy_tiocsti); [ \"$refused\" = 0 ] && refused=EIO; " : string.Empty)
            + Perl.Script("use POSIX; my $m; my $n = pack(q(i), 0); open($m, q(+<), q(/dev/ptmx)) or die; ioctl($m, 0x40045431, $n) or die; "
                + "$n = pack(q(i), 0); ioctl($m, 0x80045430, $n) or die; my $name = q(/dev/pts/) . unpack(q(i), $n); "
                + "my $pid = fork(); if ($pid == 0) { POSIX::setsid(); open(my $s, q(+<), $name) or die; my $z = 0; ioctl($s, 0x540e, $z); my $c = q(x); "
                + "won() if ioctl($s, 0x5412, $c) or $! == POSIX::EIO; exit 0 } waitpid $pid, 0;"),
            null,
            Layer.Filter);
}
