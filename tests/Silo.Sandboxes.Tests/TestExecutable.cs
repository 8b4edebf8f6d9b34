using System.Diagnostics;

namespace Silo.Sandboxes.Tests;

/// <summary>Starts this executable again, as the host in Program.cs.</summary>
internal static class TestExecutable
{
    internal static ProcessStartInfo Host(string runDirectory, string? spawnerSocket = null, string kind = TestProvider.Bubblewrap) =>
        new(Path, ["sandbox-host", kind, runDirectory, .. spawnerSocket is null ? [] : (string[])[spawnerSocket]]);

    /// <summary>This executable.</summary>
    internal static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Sandboxes.Tests");
}
