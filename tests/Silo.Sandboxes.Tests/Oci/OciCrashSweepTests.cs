using Silo.Sandboxes.Tests.Crash;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>The same with an OCI runtime, which ties nothing to the death of its caller.</summary>
public sealed class OciCrashSweepTests : CrashSweepTests
{
    protected override string Kind => "crun";

    protected override IReadOnlyList<string> ServeOptions => ["--oci-runtime", "/usr/bin/crun"];
}
