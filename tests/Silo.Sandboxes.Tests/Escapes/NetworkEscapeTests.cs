using System.Net;
using System.Net.Sockets;
using System.Text;
using Silo.Sandboxes.Seccomp;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>Anybody who can be reached over a network. Nothing here leaves the machine.</summary>
public sealed class NetworkEscapeTests : EscapeTest
{
    [Fact]
    public async Task LoopbackOfTheHost_IsNotReached()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await HoldsAsync($"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} && echo PWNED'", null, Layer.Network);
    }

    [Fact]
    public async Task AbstractSocketOfTheHost_IsNotReached()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + Lab.Token));
        listener.Listen();
        await HoldsAsync(
            Perl.Script($"use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; connect($s, pack_sockaddr_un(qq(\\0{Lab.Token}))) and won();"), null, Layer.Network);
    }

    [Fact]
    public async Task MetadataAddress_IsNotReached()
    {
        // bwrap starts in a network that the test made for it, in which 169.254.169.254 answers: without its own network the sandbox reaches it.
        Lab.Bubblewrap = MetadataNetwork();
        await HoldsAsync("bash -c 'exec 3<>/dev/tcp/169.254.169.254/80 && cat <&3'", null, Layer.Network);
    }

    private string MetadataNetwork()
    {
        var unshare = LibSeccomp.seccomp_syscall_resolve_name("unshare");
        var prctl = LibSeccomp.seccomp_syscall_resolve_name("prctl");
        var program = $$"""
            #!/usr/bin/perl
            use Socket; use POSIX;
            my ($uid, $gid) = ($>, $) + 0);
            my $flags = $uid == 0 ? 0x40000000 : 0x50000000;
            syscall({{unshare}}, $flags) == 0 or die "unshare: $!";
            if ($uid != 0) { put("setgroups", "deny"); put("uid_map", "0 $uid 1"); put("gid_map", "0 $gid 1"); }
            socket(my $c, AF_INET, SOCK_DGRAM, 0) or die;
            my $up = pack("a16 s x22", "lo", 0x41);
            ioctl($c, 0x8914, $up) or die "up: $!";
            my $address = pack("a16 a16 x8", "lo:0", pack_sockaddr_in(0, inet_aton("169.254.169.254")));
            ioctl($c, 0x8916, $address) or die "address: $!";
            socket(my $s, AF_INET, SOCK_STREAM, 0) or die;
            bind($s, pack_sockaddr_in(80, inet_aton("169.254.169.254"))) or die "bind: $!";
            listen($s, 8) or die;
            my $parent = $$;
            if (fork() == 0) {
              my ($option, $signal) = (1, 9);
              syscall({{prctl}}, $option, $signal);
              exit 0 if getppid() != $parent;
              POSIX::close($_) for grep { $_ != fileno($s) } 0 .. 63;
              while (accept(my $k, $s)) { syswrite($k, "PWNED\n"); close($k); }
              exit 0;
            }
            close($s); close($c);
            exec {"{{Silo.Sandboxes.Spawning.ProgramSearch.FindBubblewrap(null)}}"} "bwrap", @ARGV;
            sub put { my ($file, $text) = @_; open(my $f, ">", "/proc/self/$file") or die "$file: $!"; syswrite($f, $text) or die "$file: $!"; }

            """;
        var path = Lab.Host.File("bwrap");
        File.WriteAllText(path, program, new UTF8Encoding(false));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
