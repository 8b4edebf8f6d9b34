namespace Silo.Storage.Tests;

/// <summary>A directory of a test's own, gone afterwards.</summary>
internal sealed class TestDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    internal TestDirectory() => Path = Directory.CreateTempSubdirectory("silo-storage-").FullName;

    private TestDirectory(string path) => Path = Directory.CreateDirectory(path).FullName;

    internal string Path { get; }

    /// <summary>One in memory where there is such a place, for a test that makes hundreds.</summary>
    internal static TestDirectory InMemory() =>
        Directory.Exists(Memory) ? new(System.IO.Path.Combine(Memory, $"silo-storage-{Guid.NewGuid():N}")) : new();

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
