using System.Diagnostics;

namespace Silo.Storage.Tests;

/// <summary>Starts this executable again, as one of the processes in Program.cs.</summary>
internal static class TestExecutable
{
    /// <summary>Set to 1, this executable and all that it starts use the bundled SQLite: what a machine without the system's would.</summary>
    internal const string BundledVariable = "SILO_TEST_BUNDLED_SQLITE";

    internal static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Storage.Tests");

    internal static ProcessStartInfo Start(params IEnumerable<string> arguments) => new(Path, arguments);
}
