using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Silo.Conformance.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task Inside_Processes_AreOnlyItsOwn()
    {
        await using var sandbox = await NewSandboxAsync();
        var result = await RunAsync(sandbox, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
        Assert.DoesNotContain("dotnet", result.Output);
        Assert.DoesNotContain("Silo", result.Output);
    }

    [Fact]
    public async Task Inside_Signals_ReachNobodyOutside()
    {
        await using var sandbox = await NewSandboxAsync();
        await using var other = await NewSandboxAsync();
        var output = new CollectedOutput();
        var up = output.Sees("up");
        using var cancel = new CancellationTokenSource();
        var neighbour = other.RunAsync(Script("echo up; sleep 1000", output.Add), cancel.Token);
        await up;

        // Signal 0 asks and does nothing: a sandbox that leaks must not take the machine's processes with it.
        var result = await RunAsync(sandbox, $"kill -0 {Environment.ProcessId} || echo refused");

        Assert.Contains("refused", result.Output);
        Assert.False(neighbour.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => neighbour);
    }

    [Fact]
    public async Task Inside_FilesOfTheHost_AreNotThere()
    {
        var secret = Path.Combine(NewWorkspace(), "secret");
        await File.WriteAllTextAsync(secret, "s3cret");
        await using var sandbox = await NewSandboxAsync();
        var result = await RunAsync(
            sandbox,
            $"ln -s {secret} link; cat {secret} link /proc/1/root{secret} /workspace/../..{secret} 2>&1; ls -d /root /home/* /etc/shadow /var/lib /var/log /boot /sys 2>/dev/null");
        Assert.DoesNotContain("s3cret", result.Output);
        Assert.Equal("/home/agent\n", result.Output[result.Output.IndexOf("/home/agent", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("/etc/shadow\n", result.Output);
    }

    [Fact]
    public async Task Inside_System_CannotBeWritten()
    {
        await using var sandbox = await NewSandboxAsync();
        var result = await RunAsync(
            sandbox,
            "for d in / /usr /usr/bin /bin /lib /etc /home /run /var /dev /proc /proc/sys; do (echo x > $d/silo-test) 2>/dev/null && echo wrote $d; done; echo done");
        Assert.Equal("done\n", result.Output);
    }

    [Fact]
    public async Task Inside_Network_ReachesNothingOfTheHost()
    {
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        var port = ((IPEndPoint)tcp.LocalEndpoint).Port;
        var name = $"silo-{Token}";
        using var abstractSocket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        abstractSocket.Bind(new UnixDomainSocketEndPoint("\0" + name));
        abstractSocket.Listen();
        Assert.Contains(name, await File.ReadAllTextAsync("/proc/net/unix"));
        using (var reachable = new TcpClient())
            await reachable.ConnectAsync(IPAddress.Loopback, port);

        await using var sandbox = await NewSandboxAsync();
        var result = await RunAsync(
            sandbox,
            $"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} && echo connected' 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; cat /proc/net/unix");
        Assert.DoesNotContain("connected", result.Output);
        Assert.StartsWith("lo\n", result.Output);
        Assert.DoesNotContain(name, result.Output);
    }

    [Fact]
    public async Task Inside_Names_AreTheSameEverywhere()
    {
        await using var sandbox = await NewSandboxAsync();
        Assert.Equal("silo\nagent\nagent\n1000\n", (await RunAsync(sandbox, "cat /proc/sys/kernel/hostname; id -un; id -gn; id -u")).Output);
    }
}
