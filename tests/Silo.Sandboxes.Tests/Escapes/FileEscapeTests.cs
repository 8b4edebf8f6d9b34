using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>Files that are not the sandbox's.</summary>
public sealed class FileEscapeTests : EscapeTest
{
    [Fact]
    public async Task HostFile_IsNotThere()
    {
        var secret = Lab.Host.File("secret");
        await File.WriteAllTextAsync(secret, "PWN" + "ED");
        await HoldsAsync($"cat {secret}", null, Layer.Temporary);
    }

    [Fact]
    public async Task OtherWorkspace_IsNotThere()
    {
        await File.WriteAllTextAsync(Path.Combine(Lab.Host.Folder("other-workspace"), "notes"), "PWN" + "ED");
        await HoldsAsync($"cat {Lab.Workspace}/../other-workspace/notes /workspace/../other-workspace/notes", null, Layer.Temporary);
    }

    [Fact]
    public Task Root_CannotBeWritten() => HoldsAsync("echo x > /planted && echo PWNED", null, Layer.Root);

    [Fact]
    public Task SharedSettings_CannotBeWritten() => HoldsAsync("echo x > /etc/planted && echo PWNED", null, Layer.Settings);

    [Fact]
    public Task Variables_OfTheHost_AreNotThere() => HoldsAsync("env | grep -q ^SILO_SANDBOX && echo PWNED", null, Layer.Variables);

    [Fact]
    public Task Sys_IsNotThere() => HoldsAsync("[ -d /sys/kernel ] && echo PWNED", null, Layer.SystemTree);

    [Fact]
    public async Task SetUidFile_CannotBeLeftOnTheHost()
    {
        var planted = Path.Combine(Lab.Workspace, "planted");
        await HoldsAsync("rm -f planted; cp /bin/true planted; chmod 4755 planted && [ -u planted ] && echo PWNED", null, Layer.Filter);
        Assert.False(File.GetUnixFileMode(planted).HasFlag(UnixFileMode.SetUser));
        await HoldsAsync(
            Perl.Script("use Fcntl; unlink q(planted); umask 0; sysopen(F, q(planted), O_CREAT|O_WRONLY, 06755) and -u q(planted) and won();"), null, Layer.Filter);
        Assert.False(File.Exists(planted));
    }
}
