using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Entered.Tests;

/// <summary>Bubblewrap for a host with subordinate ids, held to what every provider must do.</summary>
public sealed class EnteredConformanceTests : SandboxConformance
{
    protected override ISandboxProvider CreateProvider(string runDirectory) => new BubblewrapProvider(
        new BubblewrapOptions { RunDirectory = runDirectory }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    protected override ProcessStartInfo HostOn(string runDirectory) => new(Here.Path, ["sandbox-host", runDirectory]);
}
