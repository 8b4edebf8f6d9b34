using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;

namespace Silo.Edge.Http.Guards;

/// <summary>
/// Whatever the program was configured with: a server for development listens on loopback only, and one that listens beyond it has
/// somebody to let in. It also says how callers are known.
/// </summary>
internal sealed partial class BindingCheck(IServer server, IKeyStore keys, TimeProvider time, IOptions<SiloEdgeOptions> options, ILogger<BindingCheck> logger)
    : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">It listens where it may not. Do not retry.</exception>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var development = options.Value.Development;
        var someone = options.Value.Jwt.Issuer is not null || await keys.AnyUsableAsync(time.GetUtcNow(), cancellationToken);
        foreach (var text in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (!ListenAddress.TryParse(text, out var address, out var error)) throw new InvalidOperationException(error);
            if (ListenAddress.IsLoopback(address)) continue;
            if (development) throw new InvalidOperationException($"'{text}' can be reached from other machines, and in development nobody needs a key. Listen on 127.0.0.1, or turn development off.");
            if (!someone) throw new InvalidOperationException($"'{text}' can be reached from other machines, and there is no key to let anybody in. Make one first: Silo.Host keys create --name=…; or name an OpenID provider: Silo:Jwt:Issuer");
            LogPlainHttp(text);
        }

        if (development) LogDevelopment();
        else if (!someone) LogNoKeys();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "DEVELOPMENT: whoever is at this machine may do everything without a key. Set Silo:Development to false anywhere else")]
    private partial void LogDevelopment();

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "There is no key yet, so every request is refused. Make one: stop the host, then Silo.Host keys create --name=…; or start it with --Silo:Development=true")]
    private partial void LogNoKeys();

    [LoggerMessage(EventId = 5103, Level = LogLevel.Warning, Message = "{Address} can be reached from other machines by plain HTTP, which shows keys to whoever listens in: put a proxy with TLS before it")]
    private partial void LogPlainHttp(string address);
}
