using System.Net;
using System.Net.Sockets;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>Asks things of a spawner, each on a connection of its own.</summary>
internal sealed class SpawnerClient
{
    private readonly Func<EndPoint> _address;
    private readonly bool _mayBeRoot;

    private SpawnerClient(Func<EndPoint> address, bool mayBeRoot) => (_address, _mayBeRoot) = (address, mayBeRoot);

    /// <summary>For the spawner that this host started.</summary>
    public static SpawnerClient Of(RunDirectory run) => new(() => run.Socket, mayBeRoot: false);

    /// <summary>For a spawner that runs by itself; root's, or one of this user.</summary>
    public static SpawnerClient At(string socket) => new(() => new UnixDomainSocketEndPoint(socket), mayBeRoot: true);

    /// <summary>Connects.</summary>
    /// <exception cref="IOException">Nobody listens: the spawner is gone.</exception>
    public async Task<FrameConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(_address(), cancellationToken);
            var peer = PeerCredentials.Of(socket);
            if (peer.Uid != LibC.geteuid() && !(_mayBeRoot && peer.Uid == 0)) throw new IOException($"The spawner's socket belongs to user {peer.Uid}.");
            return new FrameConnection(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"The spawner does not answer: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks for one answer.</summary>
    /// <exception cref="IOException">The spawner is gone.</exception>
    /// <exception cref="SandboxException">It refused.</exception>
    public async Task<T> AskAsync<T>(SpawnerRequest request, CancellationToken cancellationToken)
        where T : SpawnerReply
    {
        using var connection = await ConnectAsync(cancellationToken);
        await connection.WriteAsync(request, SpawnerJson.Default.SpawnerRequest, cancellationToken);
        return await connection.ReadMessageAsync(SpawnerJson.Default.SpawnerReply, cancellationToken) switch
        {
            T reply => reply,
            FailedReply failed => throw new SandboxException(failed.Code, failed.Message),
            null => throw new IOException("The spawner is gone."),
            var other => throw new WireException($"Expected {typeof(T).Name}, got {other.GetType().Name}."),
        };
    }

    public Task<PongReply> PingAsync(CancellationToken cancellationToken) => AskAsync<PongReply>(new PingRequest(), cancellationToken);

    public Task<CreatedReply> CreateAsync(SandboxSpec spec, bool isOci, CancellationToken cancellationToken) =>
        AskAsync<CreatedReply>(new CreateRequest(spec.Key.Tenant, spec.Key.Session, spec.WorkspacePath, spec.Settings, isOci), cancellationToken);

    public Task<EndedReply> EndAsync(string sandbox, CancellationToken cancellationToken) =>
        AskAsync<EndedReply>(new EndRequest(sandbox), cancellationToken);

    public Task<EndedReply> ProveDeadAsync(SessionKey key, CancellationToken cancellationToken) =>
        AskAsync<EndedReply>(new ProveDeadRequest(key.Tenant, key.Session), cancellationToken);

    public Task<EndedReply> ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) =>
        AskAsync<EndedReply>(new ProveHostDeadRequest(runDirectory), cancellationToken);

    public async Task<IReadOnlyList<ListedSandbox>> ListAsync(CancellationToken cancellationToken) =>
        (await AskAsync<ListedReply>(new ListRequest(), cancellationToken)).Sandboxes;
}
