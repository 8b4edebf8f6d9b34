using System.Text;
using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Spawning;

/// <summary>What providers that use a spawner have in common.</summary>
internal sealed record SpawnerSettings
{
    // What a socket's address holds beside its end.
    private const int SocketBytesMax = 107;

    public required string RunDirectory { get; init; }

    public string? SpawnerSocket { get; init; }

    public string? SpawnerPath { get; init; }

    public TimeSpan SpawnerTimeout { get; init; }

    /// <summary>Whether commands are confined by an OCI runtime; else by bubblewrap.</summary>
    public required bool IsOci { get; init; }

    /// <summary>Finds the program that confines commands; throws <c>sandbox_unavailable</c> when it is not installed.</summary>
    public required Func<SandboxProgram> FindProgram { get; init; }

    /// <summary>Says that the program is there and cannot make a sandbox.</summary>
    public required Func<string, SandboxException> Forbidden { get; init; }

    /// <summary>Checks them.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public SpawnerSettings Checked(string options)
    {
        if (string.IsNullOrWhiteSpace(RunDirectory)) throw new ArgumentException("RunDirectory is empty; it must name a directory.", options);
        if (SpawnerTimeout < TimeSpan.FromSeconds(1) || SpawnerTimeout > TimeSpan.FromMinutes(5))
            throw new ArgumentException($"SpawnerTimeout is {SpawnerTimeout}; it must be 1 s to 5 min.", options);
        if (SpawnerSocket is { } path && (!Path.IsPathFullyQualified(path) || Encoding.UTF8.GetByteCount(path) > SocketBytesMax))
            throw new ArgumentException($"SpawnerSocket is '{path}'; it must be an absolute path of at most {SocketBytesMax} bytes.", options);
        return this;
    }
}
