using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Tools;
using Silo.Agents.Definitions;
using Silo.Agents.ModelLoop;
using Silo.Agents.Scripted;
using Silo.Agents.Tools;
using Silo.Host.Configuration;
using Silo.Host.Telemetry;
using Silo.Runtime.Clocks;
using Silo.Runtime.Workspaces;
using Silo.Storage.Blobs;
using Silo.Storage.DataDirectories;
using Silo.Storage.Journals;
using Silo.Storage.SharedDirectories;

namespace Silo.Host.Hosting;

/// <summary>What is opened before anything is served, and closed after everything has stopped.</summary>
internal sealed class HostParts : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _closing = new();

    private HostParts()
    {
    }

    public required IReadOnlyList<IAgentDriver> Drivers { get; init; }

    public required IToolSource Tools { get; init; }

    public DataDirectory Data { get; private set; } = null!;

    public IAgentCatalog Agents { get; private set; } = null!;

    public HostStore Store { get; private set; } = null!;

    /// <summary>The directory that other hosts use, too; null for none.</summary>
    public SharedDirectory? Shared { get; private set; }

    public DirectoryBlobStore Blobs { get; private set; } = null!;

    public LocalWorkspaceStore Workspaces { get; private set; } = null!;

    /// <summary>Where traces and metrics go; closed last, so that the end of everything is seen.</summary>
    public HostTelemetry Telemetry { get; private set; } = null!;

    /// <summary>The clock of the sessions: the journal's, where several nodes share it.</summary>
    public TimeProvider Time { get; private set; } = null!;

    /// <summary>Opens all of them; when one fails, those before it are closed again.</summary>
    public static async Task<HostParts> OpenAsync(HostSettings settings, TimeProvider time, IRandomSource random, IProbe probe)
    {
        var model = new ModelLoopDriver(Environment.GetEnvironmentVariable, time);
        var parts = new HostParts { Drivers = [model, new ScriptedDriver(time)], Tools = new BuiltInTools(probe, time) };
        parts.Own(model);
        try
        {
            // First what people get wrong most, then what makes files.
            parts.Agents = await YamlAgentCatalog.LoadAsync(settings.AgentsDirectory, parts.Drivers, parts.Tools, CancellationToken.None);
            parts.Data = parts.Own(DataDirectory.Open(settings.DataDirectory, random));
            parts.Telemetry = HostTelemetry.Open(settings.Telemetry, Environment.GetEnvironmentVariable, parts.Data.StartId);
            parts._closing.Push(parts.Telemetry.DisposeAsync);
            _ = new HostGauges(parts.Telemetry.Meters, parts.Data.Path);
            var journal = parts.Own(new JournalTelemetry(parts.Telemetry.Meters, settings.PostgresConnectionString is null ? "sqlite" : "postgresql"));
            parts.Store = await HostStore.OpenAsync(settings, parts.Data.JournalPath, parts.Data.StartId, time, journal);
            parts._closing.Push(parts.Store.DisposeAsync);
            parts.Time = parts.Store.Journal is IJournalClock clock ? await JournalTime.StartAsync(time, clock, CancellationToken.None) : time;
            await parts.OpenFilesAsync(settings, time, random);
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where this host's sandboxes are recorded.</summary>
    public string SandboxesPath => Path.Combine(Data.RunPath, "sandboxes");

    public async ValueTask DisposeAsync()
    {
        while (_closing.TryPop(out var close)) await close();
    }

    private async Task OpenFilesAsync(HostSettings settings, TimeProvider time, IRandomSource random)
    {
        if (settings.SharedDirectory is { } path)
        {
            Shared = Own(await SharedDirectory.OpenAsync(path, Data, SandboxesPath, time));
            Blobs = Own(DirectoryBlobStore.Open(Shared.BlobsPath, Data.StartId, Shared.Lives));
            Workspaces = Own(new LocalWorkspaceStore(Shared.WorkspacesPath, Data.StartId, Shared.Lives));
            return;
        }

        Blobs = Own(DirectoryBlobStore.Open(Data.BlobsPath));
        Workspaces = Own(new LocalWorkspaceStore(Data.WorkspacesPath, random));
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _closing.Push(() =>
        {
            part.Dispose();
            return default;
        });
        return part;
    }
}
