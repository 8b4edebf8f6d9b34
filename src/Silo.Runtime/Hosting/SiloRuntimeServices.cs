using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Clocks;
using Silo.Runtime.Feeds;
using Silo.Runtime.Identity;
using Silo.Runtime.Sessions;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Workspaces;

namespace Silo.Runtime.Hosting;

/// <summary>Adds the runtime of one node.</summary>
public static class SiloRuntimeServices
{
    /// <summary>
    /// Adds sessions, feeds and the resuming of what an earlier start left. The host adds beside it: <see cref="IJournal"/>,
    /// <see cref="IBlobStore"/>, <see cref="IWorkspaceStore"/>, <see cref="ISandboxProvider"/>, every <see cref="IAgentDriver"/> and
    /// <see cref="IToolSource"/> and <see cref="ISessionToolSource"/>, and <see cref="TimeProvider"/>, which
    /// where several nodes share the journal is a <see cref="JournalTime"/>; there also an <see cref="IJournalWatch"/>; an <see cref="IWorkspaceHolds"/>
    /// where they share the workspaces; a <see cref="IProbe"/> only in crash tests.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="owner">This node and this start of it.</param>
    /// <param name="options">Its bounds; validated here.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists all that are.</exception>
    public static IServiceCollection AddSiloRuntime(this IServiceCollection services, Owner owner, RuntimeOptions options)
    {
        if (options.Validate() is { Count: > 0 } errors) throw new ArgumentException(string.Join(' ', errors), nameof(options));
        services.AddSingleton(owner);
        services.AddSingleton(options);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<IIdSource, TimedIdSource>();
        services.TryAddSingleton<IProbe>(NoProbe.Instance);
        services.TryAddSingleton<IWorkspaceHolds>(OwnWorkspaces.Instance);
        services.AddSingleton<FeedHub>();
        services.AddSingleton(p => new Intake(p.GetRequiredService<IJournal>() as IJournalLoad, options));
        services.AddSingleton<IIntake>(p => p.GetRequiredService<Intake>());
        services.AddMetrics();
        services.AddSingleton(p => new SessionTelemetry(p.GetRequiredService<IMeterFactory>().Create(SessionTelemetry.SourceName), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(Parts);
        services.AddSingleton<LocalSessionHost>();
        services.AddSingleton<ISessionHost>(p => p.GetRequiredService<LocalSessionHost>());
        services.AddSingleton<ISessionDirectory, LocalSessionDirectory>();
        services.AddSingleton<ISessionCatalog, JournalCatalog>();
        services.AddSingleton<ISessionFeed, SessionFeed>();
        services.AddHostedService(p => new JournalWatcher(
            p.GetService<IJournalWatch>(), p.GetRequiredService<FeedHub>(), p.GetRequiredService<LocalSessionHost>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<JournalWatcher>>()));
        services.AddHostedService<ResumeService>();
        services.AddHostedService<JournalLoadService>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<JournalTimeService>();
        services.AddHostedService<RuntimeGauges>();
        services.AddHostedService<ShutdownService>();
        return services;
    }

    private static SessionParts Parts(IServiceProvider p) => new(
        p.GetRequiredService<IJournal>(),
        p.GetRequiredService<IBlobStore>(),
        p.GetRequiredService<IWorkspaceStore>(),
        p.GetRequiredService<IWorkspaceHolds>(),
        p.GetRequiredService<ISandboxProvider>(),
        p.GetServices<IAgentDriver>().ToDictionary(d => d.Name, StringComparer.Ordinal),
        [.. p.GetServices<IToolSource>()],
        [.. p.GetServices<ISessionToolSource>()],
        p.GetRequiredService<FeedHub>(),
        p.GetRequiredService<Owner>(),
        p.GetRequiredService<RuntimeOptions>(),
        p.GetRequiredService<TimeProvider>(),
        p.GetRequiredService<IIdSource>(),
        p.GetRequiredService<IRandomSource>(),
        p.GetRequiredService<IProbe>(),
        p.GetRequiredService<ILoggerFactory>(),
        p.GetRequiredService<SessionTelemetry>());
}
