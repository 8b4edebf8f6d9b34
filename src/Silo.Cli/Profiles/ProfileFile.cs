using System.Text.Json;

namespace Silo.Cli.Profiles;

/// <summary>The file of the profiles: <c>$XDG_CONFIG_HOME/silo/config.json</c>, else <c>~/.config/silo/config.json</c>, mode 0600.</summary>
internal sealed class ProfileFile(string path)
{
    private const int BytesMax = 256 * 1024;

    internal string Path => path;

    /// <summary>The file of whoever runs this.</summary>
    internal static ProfileFile OfUser(Func<string, string?> environment)
    {
        var home = environment("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // An address that is not absolute is to be ignored: XDG Base Directory Specification.
        var folder = environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg && System.IO.Path.IsPathRooted(xdg) ? xdg : System.IO.Path.Combine(home, ".config");
        return new ProfileFile(System.IO.Path.Combine(folder, "silo", "config.json"));
    }

    /// <summary>Reads the profiles; none when there is no file.</summary>
    /// <exception cref="UsageException">It cannot be read, is something else, or others can read it.</exception>
    internal ProfileBook Load()
    {
        if (!File.Exists(path)) return new ProfileBook();
        var bytes = PrivateFile.Read(path, BytesMax);
        try
        {
            if (JsonSerializer.Deserialize(bytes, ProfileJson.Default.ProfileBook) is { Version: 1 } book && book.Profiles.Values.All(p => p is not null)) return book;
        }
        catch (JsonException)
        {
            // Said below. The reader's own message may hold a piece of the file, and so of a key.
        }

        throw new UsageException($"'{path}' is not a profile file of this version. Mend it, or move it away and add the profiles again: silo profiles add");
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    internal void Save(ProfileBook book) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(book, ProfileJson.Default.ProfileBook));
}
