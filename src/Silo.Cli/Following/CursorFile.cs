using System.Globalization;
using System.Text.Json;

namespace Silo.Cli.Following;

/// <summary>Keeps where a run or a tail is, replaced as a whole after each item. Survives the death of the process, not of the machine.</summary>
internal sealed class CursorFile(string? path)
{
    private const int BytesMax = 64 * 1024;

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="UsageException">It is something else.</exception>
    internal RunState? Load()
    {
        if (path is null || !File.Exists(path)) return null;
        try
        {
            if (new FileInfo(path).Length <= BytesMax
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), RunStateJson.Default.RunState) is { Version: 1 } state) return state;
        }
        catch (JsonException)
        {
            // Said below, as for any other content that is not ours.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The cursor file '{path}' cannot be read: {e.Message}");
        }

        throw new UsageException($"'{path}' is not a cursor file of this version. Name another file, or delete it to begin anew.");
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    internal void Save(RunState state)
    {
        if (path is null) return;
        var next = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(state, RunStateJson.Default.RunState));
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The cursor file '{path}' cannot be written: {e.Message}");
        }
    }
}
