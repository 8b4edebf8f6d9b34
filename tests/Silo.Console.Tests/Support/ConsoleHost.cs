using Silo.Client;

namespace Silo.Console.Tests.Support;

/// <summary>The host as people start it, on a folder and a port that stay when it is killed.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _more;
    private HostProgram _program = null!;

    private ConsoleHost(IEnumerable<string> more)
    {
        _more = [.. more];
        Port = FreePort.Take();
        Address = new Uri($"http://127.0.0.1:{Port}");
        Agents = Directory.CreateDirectory(_folder.At("agents")).FullName;
        Client = new SiloClient(new SiloClientOptions { Server = Address, Time = TimeProvider.System, Random = new SecureRandomSource() });
    }

    public int Port { get; }

    public Uri Address { get; }

    public string Agents { get; }

    /// <summary>Of whoever needs no key.</summary>
    public SiloClient Client { get; }

    public string Data => _folder.At("data");

    /// <summary>Starts one with these agents, each a text of YAML whose first line names it.</summary>
    public static async Task<ConsoleHost> StartAsync(IEnumerable<string> agents, params IEnumerable<string> more)
    {
        var host = new ConsoleHost(more);
        foreach (var agent in agents) await File.WriteAllTextAsync(Path.Combine(host.Agents, agent.Split('\n')[0].Split(':')[1].Trim() + ".yaml"), agent);
        await host.RunAsync();
        return host;
    }

    /// <summary>Starts it, or starts it again.</summary>
    public async Task RunAsync()
    {
        _program = HostProgram.Serve(Data, Agents, [$"--Silo:Address={Address.ToString().TrimEnd('/')}", .. _more]);
        await _program.ListeningAsync();
    }

    /// <summary>Ends it in good order.</summary>
    public async Task StopAsync() => await _program.DisposeAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _program.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _program.DisposeAsync();
        _folder.Dispose();
    }
}
