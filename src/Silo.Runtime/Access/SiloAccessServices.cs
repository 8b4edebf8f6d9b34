using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Access;

/// <summary>Adds keys, the audit log, and the gate that gives each caller its ports.</summary>
public static class SiloAccessServices
{
    /// <summary>Adds them. The host adds beside it: <see cref="IKeyStore"/>, <see cref="IAuditLog"/>, and the ports that <see cref="AccessGate"/> names.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="audit">How the audit log is kept; validated here.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists all that are.</exception>
    public static IServiceCollection AddSiloAccess(this IServiceCollection services, AuditOptions audit)
    {
        if (audit.Validate() is { Count: > 0 } errors) throw new ArgumentException(string.Join(' ', errors), nameof(audit));
        services.AddSingleton(audit);
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IKeyDirectory>(p => new KeyDirectory(
            p.GetRequiredService<IKeyStore>(), p.GetRequiredService<KeyRing>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<IIdSource>(), p.GetRequiredService<IRandomSource>()));
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<AuditTrail>());
        services.AddHostedService<KeyRingService>();
        services.AddSingleton<AccessGate>();
        return services;
    }
}
