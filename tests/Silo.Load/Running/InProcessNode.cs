using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Hosting;
using Silo.Runtime.Identity;
using Silo.Runtime.Workspaces;
using Silo.Storage.Blobs;
using Silo.Storage.DataDirectories;
using Silo.Storage.Postgres;
using Silo.Storage.Sqlite;

namespace Silo.Load.Running;

/// <summary>The runtime on a journal of SQLite or PostgreSQL, in this process and without the edge.</summary>
internal sealed class InProcessNode : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DataDirectory _data;
    private readonly IJournal _journal;

    private InProcessNode(IHost host, DataDirectory data, IJournal journal)
    {
        _host = host;
        _data = data;
        _journal = journal;
    }

    public ISessionDirectory Directory => _host.Services.GetRequiredService<ISessionDirectory>();

    public ISessionFeed Feed => _host.Services.GetRequiredService<ISessionFeed>();

    public ISessionCatalog Catalog => _host.Services.GetRequiredService<ISessionCatalog>();

    public IJournal Journal => _journal;

    /// <param name="path">Its data directory.</param>
    /// <param name="postgres">How to reach the server of its journal; null for SQLite.</param>
    /// <param name="drivers">What its agents are run by.</param>
    public static async Task<InProcessNode> StartAsync(string path, string? postgres, params IAgentDriver[] drivers)
    {
        var random = new SystemRandomSource();
        var data = DataDirectory.Open(path, random);
        var journal = await OpenJournalAsync(data, postgres);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton<IBlobStore>(DirectoryBlobStore.Open(data.BlobsPath));
        builder.Services.AddSingleton<IWorkspaceStore>(new LocalWorkspaceStore(data.WorkspacesPath, random));
        builder.Services.AddSingleton<ISandboxProvider, NoSandboxes>();
        foreach (var driver in drivers) builder.Services.AddSingleton(driver);
        builder.Services.AddSiloRuntime(data.AsOwner(), new RuntimeOptions());
        var host = builder.Build();
        await host.StartAsync();
        return new InProcessNode(host, data, journal);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await ((IAsyncDisposable)_journal).DisposeAsync();
        _data.Dispose();
    }

    private static async Task<IJournal> OpenJournalAsync(DataDirectory data, string? postgres) => postgres is null
        ? await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = data.JournalPath }, TimeProvider.System)
        : await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = postgres }, TimeProvider.System, CancellationToken.None);
}
