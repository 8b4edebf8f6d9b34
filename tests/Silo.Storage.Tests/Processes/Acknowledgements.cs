using System.Text;

namespace Silo.Storage.Tests.Processes;

/// <summary>Lines that a process writes down the moment it is promised something; each is one write.</summary>
internal sealed class Acknowledgements(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    internal void Add(string line)
    {
        lock (_file) _file.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }

    public void Dispose() => _file.Dispose();
}
