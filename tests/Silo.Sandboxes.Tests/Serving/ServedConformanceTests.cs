using System.Diagnostics;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>Bubblewrap by a spawner that runs by itself, held to what every provider must do.</summary>
public sealed class ServedConformanceTests : SandboxConformance
{
    private TestSpawner? _spawner;

    public override async ValueTask InitializeAsync() => _spawner = await TestSpawner.StartAsync(Path.GetDirectoryName(RunDirectory)!);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _spawner!.DisposeAsync();
    }

    protected override ISandboxProvider CreateProvider(string runDirectory) => _spawner!.NewProvider(runDirectory);

    protected override ProcessStartInfo HostOn(string runDirectory) => TestExecutable.Host(runDirectory, _spawner!.Socket);
}
