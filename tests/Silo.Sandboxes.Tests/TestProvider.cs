using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Oci;

namespace Silo.Sandboxes.Tests;

/// <summary>Makes providers by name, also in a process that is told the name on its command line.</summary>
internal static class TestProvider
{
    internal const string Bubblewrap = "bubblewrap";

    /// <summary>Makes one; an OCI runtime is named by its program.</summary>
    internal static ISandboxProvider Make(string kind, string runDirectory, string? socket = null, string? spawnerPath = null) => kind == Bubblewrap
        ? new BubblewrapProvider(
            new BubblewrapOptions { RunDirectory = runDirectory, SpawnerSocket = socket, SpawnerPath = spawnerPath }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance)
        : new OciProvider(
            new OciOptions { RunDirectory = runDirectory, RuntimePath = kind, SpawnerSocket = socket, SpawnerPath = spawnerPath }, TimeProvider.System, NullLogger<OciProvider>.Instance);
}
