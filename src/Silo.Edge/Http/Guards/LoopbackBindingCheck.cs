using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Silo.Edge.Http.Guards;

/// <summary>Whatever the program was configured with: a server that listens beyond loopback does not start.</summary>
internal sealed class LoopbackBindingCheck(IServer server) : IHostedLifecycleService
{
    /// <exception cref="InvalidOperationException">It listens on another address. Do not retry.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var text in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            if (!LoopbackAddress.TryParse(text, out _, out var error)) throw new InvalidOperationException(error);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
