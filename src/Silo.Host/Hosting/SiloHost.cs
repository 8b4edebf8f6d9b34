using Microsoft.Extensions.Logging.Console;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Agents.Definitions;
using Silo.Agents.Mcp;
using Silo.Console;
using Silo.Edge;
using Silo.Edge.Http.Guards;
using Silo.Host.Configuration;
using Silo.Host.Doctor;
using Silo.Host.Telemetry;
using Silo.Runtime.Access;
using Silo.Runtime.Hosting;
using Silo.Runtime.Identity;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.Spawning;
using Silo.Storage.SharedDirectories;

namespace Silo.Host.Hosting;

/// <summary>Silo on one machine: every part in its place.</summary>
internal sealed class SiloHost : IAsyncDisposable
{
    private static readonly TimeSpan RequestsEndMax = TimeSpan.FromSeconds(15);
    private readonly HostParts _parts;

    private SiloHost(WebApplication app, HostParts parts)
    {
        App = app;
        _parts = parts;
    }

    /// <summary>The application; started by <see cref="RunAsync"/>, or by a test.</summary>
    public WebApplication App { get; }

    /// <summary>Reads the configuration, opens the parts and puts them together. Starts nothing.</summary>
    /// <param name="arguments">Settings, as the command line holds them.</param>
    /// <param name="time">The clock of all of it.</param>
    /// <param name="probe">Watches the points at which a crash test may strike; null outside of crash tests.</param>
    /// <param name="configure">Changes the settings after they were read; null outside of tests.</param>
    public static async Task<SiloHost> OpenAsync(string[] arguments, TimeProvider time, IProbe? probe = null, Action<HostSettings>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        var settings = SettingsReader.Read(builder.Configuration, Environment.GetEnvironmentVariable);
        configure?.Invoke(settings);
        var random = new SystemRandomSource();
        var parts = await HostParts.OpenAsync(settings, time, random, probe ?? NoProbe.Instance);
        try
        {
            await RequireKeyAsync(settings, parts, time);
            AddLogging(builder.Logging);
            builder.Services.AddSingleton(parts.Time);
            builder.Services.AddSingleton(parts.Telemetry.Meters);
            builder.Services.AddSingleton<IRandomSource>(random);
            builder.Services.AddSingleton(probe ?? NoProbe.Instance);
            AddParts(builder.Services, parts);
            AddSandboxes(builder.Services, settings, parts);
            AddDoctor(builder.Services, settings, parts, time);
            builder.Services.AddSiloRuntime(parts.Data.AsOwner(KnownAddress(settings.Address)), settings.Runtime);
            builder.Services.AddSiloAccess(settings.Audit);
            builder.Services.AddSiloEdge(http =>
            {
                Copy(settings.Http, http);
                http.Jwt = settings.Jwt;
            });
            AddServer(builder, settings, parts);
            var app = builder.Build();
            if (settings.ServesConsole) app.UseSiloConsole();
            app.MapSiloEdge();
            parts.Telemetry.LogTo(app.Services.GetRequiredService<ILogger<HostTelemetry>>());
            return new SiloHost(app, parts);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves until SIGTERM or SIGINT; then readers are told to come back and sessions are laid down.</summary>
    public Task RunAsync() => App.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _parts.DisposeAsync();
    }

    // One that the system chooses is not known before the host listens, and sessions come to life before that; every address of the machine is none.
    private static Uri? KnownAddress(Uri address) => address.Port == 0 || address.Host is "0.0.0.0" or "[::]" ? null : address;

    // Before the port is open, not after.
    private static async Task RequireKeyAsync(HostSettings settings, HostParts parts, TimeProvider time)
    {
        if (ListenAddress.IsLoopback(settings.Address) || settings.Jwt.Issuer is not null || await parts.Store.Keys.AnyUsableAsync(time.GetUtcNow(), CancellationToken.None)) return;
        throw new SettingsInvalidException([$"Silo:Address is {settings.Address}, which other machines can reach, and there is no key to let anybody in: make one with 'keys create', name an OpenID provider with Silo:Jwt:Issuer, or listen on 127.0.0.1."]);
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Whatever is configured, of all providers or of this one: its entries hold whole addresses, and those of event streams may hold a stream token.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // It logs as an error whatever a client sends wrong; what is the server's own fault, the hub logs itself.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.AspNetCore.SignalR", LogLevel.Critical);
    }

    private static void AddParts(IServiceCollection services, HostParts parts)
    {
        services.AddSingleton<IAgentCatalog>(parts.Agents);
        services.AddSingleton<IAgentValidator>(new AgentFileValidator(parts.Drivers, parts.Tools));
        services.AddSingleton<IToolSource>(parts.Tools);
        services.AddSingleton<ISessionToolSource>(p => new McpToolSource(
            Environment.GetEnvironmentVariable, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IProbe>(), p.GetRequiredService<ILogger<McpToolSource>>()));
        services.AddSingleton(parts.Store.Journal);
        if (parts.Store.Journal is IJournalLoad load) services.AddSingleton(load);
        if (parts.Store.Journal is IJournalWatch watch) services.AddSingleton(watch);
        services.AddSingleton(parts.Store.Keys);
        services.AddSingleton(parts.Store.Audit);
        services.AddSingleton<IBlobStore>(parts.Blobs);
        services.AddSingleton<IWorkspaceStore>(parts.Workspaces);
        foreach (var driver in parts.Drivers) services.AddSingleton(driver);
    }

    private static void AddSandboxes(IServiceCollection services, HostSettings settings, HostParts parts)
    {
        services.AddSingleton(p => Sandboxes(settings, parts.SandboxesPath, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService<SandboxReport>();
        if (parts.Shared is not { } shared) return;
        services.AddSingleton(p => new SharedWorkspaceHolds(shared, p.GetRequiredService<ISandboxProvider>()));
        services.AddSingleton<IWorkspaceHolds>(p => p.GetRequiredService<SharedWorkspaceHolds>());
        services.AddHostedService<SharedDirectoryService>();
    }

    private static ISandboxProvider Sandboxes(HostSettings settings, string runDirectory, TimeProvider time, ILoggerFactory logs)
    {
        var socket = settings.SpawnerSocket ?? (settings.FindsSpawner ? SpawnerSocket.Find() : null);
        if (settings.UsesOci)
        {
            var oci = new OciOptions { RunDirectory = runDirectory, SpawnerSocket = socket, SpawnerPath = settings.SpawnerPath, RuntimePath = settings.OciRuntime };
            return new OciProvider(oci, time, logs.CreateLogger<OciProvider>());
        }

        var options = new BubblewrapOptions { RunDirectory = runDirectory, SpawnerSocket = socket, SpawnerPath = settings.SpawnerPath, BubblewrapPath = settings.BubblewrapPath };
        return new BubblewrapProvider(options, time, logs.CreateLogger<BubblewrapProvider>());
    }

    private static void AddDoctor(IServiceCollection services, HostSettings settings, HostParts parts, TimeProvider machine)
    {
        services.AddSingleton<IDoctorCheck, JournalCheck>();
        services.AddSingleton<IDoctorCheck, SandboxCheck>();
        services.AddSingleton<IDoctorCheck>(new DiskCheck(parts.Data.Path, DiskCheck.Measure));
        services.AddSingleton<IDoctorCheck>(new WorkspaceCheck(parts.Shared?.WorkspacesPath ?? parts.Data.WorkspacesPath, parts.Workspaces.FindForeignAsync));
        services.AddSingleton<IDoctorCheck>(new DiskSpeedCheck(cancellationToken => DiskSpeedCheck.Measure(parts.Data.Path, machine, cancellationToken)));
        services.AddSingleton<IDoctorCheck>(new PrivilegeCheck(Environment.IsPrivilegedProcess));
        services.AddSingleton<IDoctorCheck>(new AddressCheck(settings.Address));
        services.AddSingleton<IDoctorCheck>(new ClockCheck(machine, parts.Store.Journal as IJournalClock, ClockCheck.AskKernel));
        services.AddSingleton<IDoctorCheck>(new ModelCheck(parts.Agents, Environment.GetEnvironmentVariable, ModelCheck.ReachAsync));
    }

    private static void AddServer(WebApplicationBuilder builder, HostSettings settings, HostParts parts)
    {
        builder.WebHost.UseUrls(settings.Address.ToString());
        builder.Services.AddSingleton(new AddressFile(Path.Combine(parts.Data.RunPath, "address")));
        builder.Services.AddHostedService<StartReport>();
        // What requests have to end. Sessions and the audit log have times of their own, which a slow request cannot spend.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = RequestsEndMax);
    }

    private static void Copy(SiloEdgeOptions from, SiloEdgeOptions to)
    {
        to.Development = from.Development;
        to.JsonBytesMax = from.JsonBytesMax;
        to.FileBytesMax = from.FileBytesMax;
        to.StreamsMax = from.StreamsMax;
        to.TenantStreamsMax = from.TenantStreamsMax;
        to.HubConnectionsMax = from.HubConnectionsMax;
        to.TenantHubConnectionsMax = from.TenantHubConnectionsMax;
        to.HubStreamsMax = from.HubStreamsMax;
        to.RequestsPerMinuteMax = from.RequestsPerMinuteMax;
        to.RequestsBurstMax = from.RequestsBurstMax;
        to.FailedKeysPerMinuteMax = from.FailedKeysPerMinuteMax;
        to.HeaderBytesMax = from.HeaderBytesMax;
        to.ConnectionsMax = from.ConnectionsMax;
        to.HeadersTimeout = from.HeadersTimeout;
        to.IdleTimeout = from.IdleTimeout;
        to.Origins = from.Origins;
        to.TokenSecret = from.TokenSecret;
        to.StreamKeepAlive = from.StreamKeepAlive;
    }
}
