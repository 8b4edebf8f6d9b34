using Silo.Client;
using Silo.Host.Configuration;
using Silo.Host.Hosting;

namespace Silo.Host.Tests.Support;

/// <summary>The real host inside the test's process, on a port of its own.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    private readonly SiloHost _host;

    private LiveHost(SiloHost host, Uri address)
    {
        _host = host;
        Address = address;
        Client = new SiloClient(Clients.Options(address));
    }

    /// <summary>The agents that are files beside the tests.</summary>
    public static string TestAgents { get; } = HostProgram.TestAgents;

    public Uri Address { get; }

    public SiloClient Client { get; }

    public IServiceProvider Services => _host.App.Services;

    public static async Task<LiveHost> StartAsync(string data, string agents, Action<HostSettings>? configure = null, TimeProvider? time = null)
    {
        string[] settings =
        [
            $"--Silo:DataDirectory={data}", "--Silo:Address=http://127.0.0.1:0", $"--Silo:AgentsDirectory={agents}", "--Logging:LogLevel:Default=Warning", "--Silo:Development=true",
        ];
        var host = await SiloHost.OpenAsync(settings, time ?? TimeProvider.System, probe: null, configure);
        await host.App.StartAsync();
        return new LiveHost(host, new Uri(host.App.Urls.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.App.StopAsync();
        await _host.DisposeAsync();
    }
}
