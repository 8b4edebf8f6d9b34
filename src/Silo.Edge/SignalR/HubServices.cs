using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Silo.Edge.SignalR;

/// <summary>Registers the hub and its bounds.</summary>
internal static class HubServices
{
    public static void AddSiloHub(this IServiceCollection services)
    {
        services.AddSingleton<HubConnections>();
        services.AddSingleton<HubProblems>();
        services.AddSingleton<HubFarewell>();
        services.AddHostedService(provider => provider.GetRequiredService<HubFarewell>());
        services.AddSingleton<HubStreams>();
        services.AddSingleton<HubFilter>();
        services.AddSignalR(hub =>
        {
            hub.AddFilter<HubFilter>();
            hub.EnableDetailedErrors = false;
            hub.DisableImplicitFromServicesParameters = true;
            hub.MaximumParallelInvocationsPerClient = HubLimits.CallsMax;
            hub.StreamBufferCapacity = HubLimits.UploadItemsMax;
            hub.StatefulReconnectBufferSize = HubLimits.ReconnectBytesMax;
            hub.HandshakeTimeout = HubLimits.HandshakeMax;
            hub.ClientTimeoutInterval = HubLimits.ClientSilenceMax;
        });
        services.AddOptions<HubOptions>().Configure<IOptions<SiloEdgeOptions>>((hub, edge) =>
        {
            hub.MaximumReceiveMessageSize = edge.Value.JsonBytesMax;
            hub.KeepAliveInterval = edge.Value.StreamKeepAlive < HubLimits.KeepAliveMax ? edge.Value.StreamKeepAlive : HubLimits.KeepAliveMax;
        });
    }
}
