using Microsoft.Extensions.DependencyInjection;
using Silo.Edge.Http.Events;
using Silo.Edge.SignalR;
using Silo.Host.Tests.Support;

namespace Silo.Host.Tests.SignalR;

/// <summary>Waits for what a host does by itself.</summary>
internal static class HubStreamWait
{
    /// <summary>Waits until no stream is open in a host.</summary>
    public static Task QuietAsync(this LiveHost host) => UntilAsync(() => host.Services.GetRequiredService<StreamSlots>().Taken == 0).Within(60, "the streams to end");

    /// <summary>Waits until so many connections to the hub are open.</summary>
    public static Task ConnectionsAsync(this LiveHost host, int count) => UntilAsync(() => host.Services.GetRequiredService<HubConnections>().Open == count).Within(60, $"{count} connections");

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Yield();
    }
}
