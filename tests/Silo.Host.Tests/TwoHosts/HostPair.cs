using Silo.Client;
using Silo.TestServers.Postgres;

namespace Silo.Host.Tests.TwoHosts;

/// <summary>Two hosts, each a process, that share a journal on a server of the test and one directory of workspaces.</summary>
internal sealed class HostPair : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly string[] _settings;
    private readonly int[] _ports = [FreePort.Take(), FreePort.Take()];

    private HostPair(TestFolder folder, PostgresServer server, string[] settings) => (_folder, Server, _settings) = (folder, server, settings);

    public PostgresServer Server { get; }

    public HostProgram[] Hosts { get; } = new HostProgram[2];

    public SiloClient[] Clients { get; } = new SiloClient[2];

    public string Workspaces => Path.Combine(_folder.At("shared"), "workspaces");

    public static async Task<HostPair> StartAsync(TestFolder folder, params string[] settings)
    {
        var pair = new HostPair(folder, await PostgresServer.StartAsync(), settings);
        try
        {
            for (var i = 0; i < 2; i++) await pair.StartAsync(i);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one of them, for the first time or again.</summary>
    public async Task StartAsync(int host)
    {
        Hosts[host] = HostProgram.ServeShared(_folder.At($"data-{host}"), _ports[host], _folder.At("shared"), Server.ConnectionString, _settings);
        var address = await Hosts[host].ListeningAsync();
        Clients[host]?.Dispose();
        Clients[host] = new SiloClient(Support.Clients.Options(address));
    }

    /// <summary>The client of the host at an address; of either when that has not said.</summary>
    public SiloClient At(Uri? address, Random random) => Array.Find(Clients, c => c.Server == address) ?? Clients[random.Next(2)];

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients) client?.Dispose();
        foreach (var host in Hosts)
            if (host is not null) await host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
