using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Serving;

/// <summary>The hosts that a spawner serves. Each sees its own sandboxes and no other's, and takes them with it when it goes.</summary>
/// <remarks>
/// A host is the process at the other end of the connection on which it said hello; the kernel says which one that is. When that
/// connection ends, whether the host closed it or was killed, its sandboxes are ended.
/// </remarks>
internal sealed class HostTable(SandboxTools tools) : IConversations
{
    private const int HostsMax = 64;
    private const int PathCharsMax = 4096;
    private const int EndedKeptMax = 1024;
    private const int EndAttempts = 3;
    private static readonly TimeSpan EarlierGoneMax = TimeSpan.FromSeconds(15);
    private readonly List<AttachedHost> _hosts = [];
    private readonly Dictionary<(uint Uid, string RunDirectory), int> _ended = [];
    private readonly SandboxNumbers _numbers = new();
    private readonly Lock _gate = new();

    public async Task ConverseAsync(FrameConnection connection, PeerCredentials peer)
    {
        switch (await connection.ReadMessageAsync(SpawnerJson.Default.SpawnerRequest, CancellationToken.None))
        {
            case null:
                return;
            case PingRequest:
                await RequestHandler.ReplyAsync(connection, RequestHandler.Pong(tools));
                return;
            case HelloRequest hello:
                await HoldAsync(hello, peer, connection);
                return;
            case ProveHostDeadRequest prove:
                await ProveDeadAsync(prove, peer, connection);
                return;
            case { } request:
                var host = Find(peer) ?? throw new IOException($"Process {peer.Pid} asked for a {request.GetType().Name} before it said hello.");
                await new RequestHandler(host.Table, tools).HandleAsync(request, connection);
                return;
        }
    }

    /// <summary>Ends every sandbox of every host.</summary>
    public Task EndAllAsync()
    {
        lock (_gate) return Task.WhenAll(_hosts.Select(h => h.Table.EndAllAsync()));
    }

    private AttachedHost? Find(PeerCredentials peer)
    {
        lock (_gate) return _hosts.Find(h => h.Peer.Pid == peer.Pid && h.Peer.Uid == peer.Uid && !h.Gone.IsCompleted);
    }

    private async Task HoldAsync(HelloRequest hello, PeerCredentials peer, FrameConnection connection)
    {
        AttachedHost host;
        int ended;
        try
        {
            (host, ended) = await AttachAsync(hello, peer);
        }
        catch (SandboxException e)
        {
            await RequestHandler.FailAsync(connection, e.Code, e.Message);
            return;
        }

        try
        {
            await Console.Out.WriteLineAsync($"Host {peer.Pid} of user {peer.Uid} is here.");
            await RequestHandler.ReplyAsync(connection, new HelloReply(Environment.ProcessId, ended));

            // Nothing more is due on this connection: whatever comes, the end included, means that the host is done.
            await connection.ReadAsync(CancellationToken.None);
        }
        finally
        {
            await EndAsync(host);
        }
    }

    // What an earlier spawner left was ended when this one started, so only those are to be asked after that have said hello.
    private async Task ProveDeadAsync(ProveHostDeadRequest request, PeerCredentials peer, FrameConnection connection)
    {
        AttachedHost? host;
        lock (_gate) host = _hosts.Find(h => h.Key == (peer.Uid, request.RunDirectory));
        try
        {
            if (host is not null) await host.Gone.WaitAsync(EarlierGoneMax, tools.Time);
            await RequestHandler.ReplyAsync(connection, new EndedReply(host is null ? 0 : 1));
        }
        catch (TimeoutException)
        {
            await RequestHandler.FailAsync(connection, "sandbox_not_dead", $"Process {host!.Peer.Pid} still holds the sandboxes of {request.RunDirectory}. Stop it and retry.");
        }
    }

    // An earlier start of the same host is gone, or going: the new one has the lock of their directory.
    private async Task<(AttachedHost Host, int Ended)> AttachAsync(HelloRequest hello, PeerCredentials peer)
    {
        if (peer.Pid <= 0 || hello.RunDirectory.Length is 0 or > PathCharsMax)
            throw new SandboxException("sandbox_failed", "A host says hello with its run directory, from a process that the spawner can see.");
        var host = new AttachedHost(peer, hello.RunDirectory, new SandboxTable(tools, peer, _numbers));
        while (true)
        {
            AttachedHost? earlier;
            lock (_gate)
            {
                earlier = _hosts.Find(h => h.Key == host.Key || h.Peer.Pid == peer.Pid);
                if (earlier is null)
                {
                    if (_hosts.Count >= HostsMax) throw new SandboxException("sandbox_failed", $"{HostsMax} hosts are served, the most at once. Retry when one has ended.");
                    _hosts.Add(host);
                    return (host, _ended.Remove(host.Key, out var ended) ? ended : 0);
                }
            }

            try
            {
                await earlier.Gone.WaitAsync(EarlierGoneMax, tools.Time);
            }
            catch (TimeoutException e)
            {
                throw new SandboxException("sandbox_not_dead", $"Process {earlier.Peer.Pid} still holds the sandboxes of {hello.RunDirectory}. Stop it and retry.", e);
            }
        }
    }

    private async Task EndAsync(AttachedHost host)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var count = await host.Table.EndAllAsync();
                await Console.Out.WriteLineAsync($"Host {host.Peer.Pid} is gone; {count} sandboxes of it were ended.");
                Forget(host, count);
                return;
            }
            catch (Exception e) when (e is SandboxException or IOException)
            {
                await Console.Error.WriteLineAsync($"Ending the sandboxes of host {host.Peer.Pid}: {e.Message}");

                // It stays listed: a later start of that host is told that they are not dead.
                if (attempt == EndAttempts) return;
            }
        }
    }

    private void Forget(AttachedHost host, int count)
    {
        lock (_gate)
        {
            if (_ended.Count >= EndedKeptMax) _ended.Clear();
            if (count > 0) _ended[host.Key] = count;
            _hosts.Remove(host);
        }

        host.MarkGone();
        host.Table.Dispose();
    }
}
