using System.Text;

namespace Silo.Cli.Profiles;

/// <summary>Reads API keys. No message holds one.</summary>
internal static class ApiKeys
{
    private const int LengthMax = 4096;

    /// <summary>Checks what is to be a key.</summary>
    /// <param name="text">The key, maybe with space around it.</param>
    /// <param name="from">Where it came from, for the message.</param>
    /// <exception cref="UsageException">It is none.</exception>
    internal static string Parse(string text, string from)
    {
        var key = text.Trim();
        return key.Length is > 0 and <= LengthMax && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new UsageException($"{from} holds no key: expected one line of 1 to {LengthMax} visible characters.");
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="UsageException">It cannot be read, others can read it, or it holds no key.</exception>
    internal static string ReadFile(string path) => Parse(Encoding.UTF8.GetString(PrivateFile.Read(path, LengthMax + 2)), $"'{path}'");
}
