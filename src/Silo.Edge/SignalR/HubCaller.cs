using Microsoft.AspNetCore.SignalR;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Runtime.Access;

namespace Silo.Edge.SignalR;

/// <summary>Who is at the other end of a connection, with its ports, from its first request to its end.</summary>
internal sealed class HubCaller : IDisposable
{
    private readonly AccessSpan _access;
    private readonly CancellationTokenRegistration _watch;
    private readonly ITimer _farewell;
    private readonly HubCallerContext _connection;
    private int _streams;

    public HubCaller(CallerIdentity identity, CallerPorts ports, AccessSpan access, HubCallerContext connection, TimeProvider time)
    {
        Identity = identity;
        Ports = ports;
        _access = access;
        _connection = connection;
        Ended = access.Ended;
        // What ended is told to its streams, and then the connection is cut.
        _farewell = time.CreateTimer(_ => Close(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watch = Ended.Register(() => _farewell.Change(HubLimits.FarewellMax, Timeout.InfiniteTimeSpan));
    }

    public CallerIdentity Identity { get; }

    public CallerPorts Ports { get; }

    /// <summary>The secret id under which its client comes back to the connection; null for one that cannot.</summary>
    public string? Token { get; init; }

    /// <summary>Cancelled when the caller may not go on.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Takes one of the connection's streams. Each that was taken is released once.</summary>
    public SlotAnswer TakeStream(int max)
    {
        if (Interlocked.Increment(ref _streams) <= max) return SlotAnswer.Taken;
        Interlocked.Decrement(ref _streams);
        return SlotAnswer.Full;
    }

    /// <summary>Ends the connection; what was handed to it is still sent.</summary>
    public void Close() => _connection.Abort();

    public void ReleaseStream() => Interlocked.Decrement(ref _streams);

    public void Dispose()
    {
        _watch.Dispose();
        _farewell.Dispose();
        _access.Dispose();
    }
}
