using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.SignalR;

/// <summary>The connections of the hub: who is at the other end of each, and how many there are.</summary>
internal sealed class HubConnections(KeyRing ring, TimeProvider time, IOptions<SiloEdgeOptions> options)
{
    private readonly TenantSlots _slots = new(options.Value.HubConnectionsMax, options.Value.TenantHubConnectionsMax);

    // By the secret id under which a client comes back to its connection.
    private readonly ConcurrentDictionary<string, HubCaller> _byToken = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<HubCaller, byte> _open = new();

    public int Open => _slots.Taken;

    /// <summary>The caller of a connection that was taken in.</summary>
    public static HubCaller CallerOf(HubCallerContext connection) =>
        connection.Items[typeof(HubCaller)] as HubCaller ?? throw new InvalidOperationException("The connection was not taken in.");

    /// <summary>Takes a connection in.</summary>
    /// <exception cref="ProblemException">As many are open as may be.</exception>
    public void Enter(HubCallerContext connection)
    {
        var http = connection.GetHttpContext() ?? throw new InvalidOperationException("The hub is reached by HTTP only.");
        var identity = http.Identity();
        if (Refused(_slots.Take(identity.Caller.Tenant)) is { } full) throw full.ToException();
        var caller = new HubCaller(identity, http.Ports(), AccessSpan.Begin(identity, ring, time), connection, time) { Token = TokenOf(http.Request) };
        connection.Items[typeof(HubCaller)] = caller;
        _open[caller] = 0;
        if (caller.Token is { } token) _byToken[token] = caller;
    }

    /// <summary>Lets a connection go; one that was never taken in is none.</summary>
    public void Leave(HubCallerContext connection)
    {
        if (!connection.Items.Remove(typeof(HubCaller), out var held) || held is not HubCaller caller) return;
        if (caller.Token is { } token) _byToken.TryRemove(token, out _);
        _open.TryRemove(caller, out _);
        _slots.Release(caller.Identity.Caller.Tenant);
        caller.Dispose();
    }

    /// <summary>Ends every connection.</summary>
    public void CloseAll()
    {
        foreach (var caller in _open.Keys) caller.Close();
    }

    /// <summary>Whether a request asks for the connection of another caller.</summary>
    public bool IsOfAnother(HttpRequest request, CallerIdentity identity) =>
        TokenOf(request) is { } token && _byToken.TryGetValue(token, out var caller)
        && (caller.Identity.Caller.Tenant, caller.Identity.Caller.Id) != (identity.Caller.Tenant, identity.Caller.Id);

    private static string? TokenOf(HttpRequest request) => request.Query["id"] is [{ Length: > 0 } token] ? token : null;

    private Problem? Refused(SlotAnswer answer) => answer switch
    {
        SlotAnswer.Full => new Problem(ProblemCodes.StreamsFull, $"{options.Value.HubConnectionsMax} hub connections are open already.") { Limit = "hub_connections_max", Value = options.Value.HubConnectionsMax },
        SlotAnswer.TenantFull => new Problem(ProblemCodes.TenantStreamsFull, $"The tenant has {options.Value.TenantHubConnectionsMax} hub connections open already.") { Limit = "tenant_hub_connections_max", Value = options.Value.TenantHubConnectionsMax },
        _ => null,
    };
}
