using System.Diagnostics;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>An OCI runtime, crun, held to what every provider must do.</summary>
public sealed class OciConformanceTests : SandboxConformance
{
    protected override ISandboxProvider CreateProvider(string runDirectory) => TestProvider.Make("crun", runDirectory);

    protected override ProcessStartInfo HostOn(string runDirectory) => TestExecutable.Host(runDirectory, kind: "crun");
}
