using System.Diagnostics;

namespace Silo.Sandboxes.Tests;

/// <summary>Starts this executable again, as the host in Program.cs.</summary>
internal static class TestExecutable
{
    internal static ProcessStartInfo Host(string runDirectory) =>
        new(Path.Combine(AppContext.BaseDirectory, "Silo.Sandboxes.Tests"), ["sandbox-host", runDirectory]);
}
