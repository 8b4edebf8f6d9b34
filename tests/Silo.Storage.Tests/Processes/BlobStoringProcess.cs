using Silo.Abstractions.Blobs;
using Silo.Storage.Blobs;

namespace Silo.Storage.Tests.Processes;

/// <summary>Stores blobs of several sessions at once, some of them twice, and says of each that it is stored.</summary>
internal static class BlobStoringProcess
{
    private const int BlobsPerSession = 8;

    internal static byte[] Content(int number)
    {
        var content = new byte[1 + (number * 1999)];
        content.AsSpan().Fill((byte)number);
        return content;
    }

    internal static async Task RunAsync(string root, Action<string> acknowledge)
    {
        using var store = DirectoryBlobStore.Open(Path.Combine(root, "data", "blobs"));
        await Task.WhenAll(Enumerable.Range(0, AppendingProcess.Sessions).SelectMany(session => new[] { PutAllAsync(session), PutAllAsync(session) }));

        async Task PutAllAsync(int session)
        {
            for (var i = 0; i < BlobsPerSession; i++)
            {
                var (key, content) = (AppendingProcess.Key(session), Content(i));
                var blob = i % 2 == 0 ? await store.PutAsync(key, content, default) : await store.PutStreamAsync(key, new MemoryStream(content), content.Length, default);
                acknowledge($"{session} {i} {blob.Sha256} {blob.Size}");
            }
        }
    }

    /// <summary>What is wrong; null when every blob that was acknowledged can be read back.</summary>
    internal static async Task<string?> FindFaultAsync(string root, IEnumerable<string> acknowledged)
    {
        using var store = DirectoryBlobStore.Open(Path.Combine(root, "data", "blobs"));
        foreach (var line in acknowledged)
        {
            var parts = line.Split(' ');
            var content = Content(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
            var key = AppendingProcess.Key(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
            try
            {
                if (await store.GetAsync(key, new BlobRef(parts[2], content.Length), default) is not { } read) return $"blob '{line}' is missing";
                if (!read.Span.SequenceEqual(content)) return $"blob '{line}' is another";
            }
            catch (InvalidDataException e)
            {
                return e.Message;
            }
        }

        return null;
    }
}
