using System.Diagnostics;

namespace Silo.Storage.Tests;

/// <summary>Starts this executable again, as one of the processes in Program.cs.</summary>
internal static class TestExecutable
{
    internal static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Storage.Tests");

    internal static ProcessStartInfo Start(params IEnumerable<string> arguments) => new(Path, arguments);
}
