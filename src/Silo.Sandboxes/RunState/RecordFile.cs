using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Sandboxes.RunState;

/// <summary>Writes and reads records of processes.</summary>
/// <remarks>
/// Not synced to disk: what a record names does not outlive the kernel whose page cache holds it. Not written atomically either: a
/// process may do nothing until its record is complete, so a torn record names one that has done nothing.
/// </remarks>
internal static class RecordFile
{
    private const int RecordBytesMax = 4096;

    public static void Write<T>(string path, T record, JsonTypeInfo<T> type) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(record, type));

    /// <summary>Reads a record.</summary>
    /// <returns>Null when there is none, or a torn one.</returns>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > RecordBytesMax) return null;
            return JsonSerializer.Deserialize(file, type);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
