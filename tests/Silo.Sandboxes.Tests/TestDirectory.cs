
namespace Silo.Sandboxes.Tests;

/// <summary>A directory of a test's own, gone afterwards.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("silo-sandbox-").FullName;

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <summary>Writes a program.</summary>
    internal string Program(string name, string script)
    {
        System.IO.File.WriteAllText(File(name), "#!/bin/sh\n" + script + "\n");
        System.IO.File.SetUnixFileMode(File(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
