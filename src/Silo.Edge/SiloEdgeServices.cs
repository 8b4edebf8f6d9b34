using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Auth;
using Silo.Edge.Auth.Jwt;
using Silo.Edge.Http.Doctor;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Files;
using Silo.Edge.Http.Guards;
using Silo.Edge.Http.Health;
using Silo.Edge.Http.OpenApi;
using Silo.Edge.Http.Turns;
using Silo.Edge.SignalR;
using Silo.Edge.Telemetry;

namespace Silo.Edge;

/// <summary>Registers what the HTTP API needs.</summary>
public static class SiloEdgeServices
{
    /// <summary>
    /// Adds the HTTP API. The caller also registers a <see cref="TimeProvider"/> and the ports it stands on: the session directory,
    /// feed and catalog, the agent catalog, the workspace store and the blob store, and the access services of the runtime.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the bounds; null for the defaults. They are checked at start, every error at once.</param>
    public static IServiceCollection AddSiloEdge(this IServiceCollection services, Action<SiloEdgeOptions>? configure = null)
    {
        services.AddOptions<SiloEdgeOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SiloEdgeOptions>, SiloEdgeOptionsValidation>();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every route that reads a body bounds it by itself, and then can still say so: see BoundedBody.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<SiloEdgeOptions>, ConnectionGate>((kestrel, edge, gate) =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = edge.Value.HeaderBytesMax;
            kestrel.Limits.RequestHeadersTimeout = edge.Value.HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = edge.Value.IdleTimeout;
            kestrel.Limits.MaxConcurrentConnections = edge.Value.ConnectionsMax + ConnectionGate.Spare;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(gate.Guard));
        });
        services.AddSingleton<ConnectionGate>();
        services.AddMetrics();
        services.AddSingleton<EdgeMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<EdgeMetrics>());
        services.AddSingleton<DistributedContextPropagator, BoundedPropagator>();
        services.AddHostedService<BindingCheck>();
        services.AddSingleton<CallerRates>();
        services.AddSingleton<FailedKeys>();
        services.AddSingleton<JwtProvider>();
        services.AddSingleton<JwtReader>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<StreamTokens>();
        services.AddSingleton<StreamSlots>();
        services.AddSingleton<EventStream>();
        services.AddSiloHub();
        services.AddSingleton<TurnWait>();
        services.AddSingleton<IDoctor, DoctorRun>();
        services.AddSingleton<IDoctorCheck, IssuerCheck>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<IReadinessCheck, JournalReadiness>();
        services.AddSingleton<ApiDescription>();
        services.AddSingleton<FileGates>();
        services.AddSingleton<FileChanges>();
        return services;
    }
}
