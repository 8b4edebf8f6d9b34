using System.Diagnostics;

namespace Silo.Host.Tests.Crash;

/// <summary>Holds a host at a point: a FIFO that the host opens to read, and that the test opens to write, which each waits for.</summary>
internal sealed class Gate
{
    private Gate(string path) => Path = path;

    public string Path { get; }

    public static async Task<Gate> MakeAsync(string path)
    {
        using var making = Process.Start("mkfifo", [path]);
        await making.WaitForExitAsync();
        return making.ExitCode == 0 ? new Gate(path) : throw new InvalidOperationException($"mkfifo ended with {making.ExitCode}.");
    }

    /// <summary>The host's side: waits until the test lets go.</summary>
    public static void Wait(string path)
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        _ = reader.ReadByte();
    }

    /// <summary>Completes when the host has come to the point; disposing of the result lets it go on.</summary>
    public Task<FileStream> ReachedAsync() =>
        Task.Run(() => new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)).Within(120, "the host to come to its point");
}
