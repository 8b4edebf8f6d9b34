using System.Diagnostics;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Tests.Serving;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>crun by a spawner that runs by itself, held to what every provider must do.</summary>
public sealed class ServedOciConformanceTests : SandboxConformance
{
    private TestSpawner? _spawner;

    public override async ValueTask InitializeAsync()
    {
        _spawner = new TestSpawner(Path.GetDirectoryName(RunDirectory)!);
        _spawner.Arguments = [.. _spawner.Arguments, "--oci-runtime", "/usr/bin/crun"];
        await _spawner.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _spawner!.DisposeAsync();
    }

    protected override ISandboxProvider CreateProvider(string runDirectory) => TestProvider.Make("crun", runDirectory, _spawner!.Socket);

    protected override ProcessStartInfo HostOn(string runDirectory) => TestExecutable.Host(runDirectory, _spawner!.Socket, "crun");
}
