namespace Silo.Storage.Tests;

/// <summary>A directory of a test's own, gone afterwards.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal TestDirectory() => Path = Directory.CreateTempSubdirectory("silo-storage-").FullName;

    internal string Path { get; }

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
