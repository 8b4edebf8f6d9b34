namespace Silo.Host.Archives;

/// <summary>Where an export goes: a file that has its name only once it is whole, or the standard output.</summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly string? _passing;

    private ExportFile(Stream stream, string? path, string? passing)
    {
        Stream = stream;
        _path = path;
        _passing = passing;
    }

    public Stream Stream { get; }

    /// <summary>Opens it. A file that is there is never written over; one that an export left behind in the middle is.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be made.</exception>
    public static ExportFile Open(string path)
    {
        if (path == "-") return new ExportFile(new BufferedStream(System.Console.OpenStandardOutput(), 128 * 1024), null, null);
        if (File.Exists(path)) throw new IOException($"'{path}' is there already: name another file.");
        var passing = path + ".partial";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 128 * 1024, UnixCreateMode = OwnerOnly };
        return new ExportFile(new FileStream(passing, options), path, passing);
    }

    /// <summary>Gives it its name: it is whole.</summary>
    public void Keep()
    {
        if (_passing is null) return;
        ((FileStream)Stream).Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_passing, _path!);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (_passing is not null) File.Delete(_passing);
    }
}
