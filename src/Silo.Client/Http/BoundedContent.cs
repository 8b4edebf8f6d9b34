using System.Buffers;
using Silo.Client.Errors;

namespace Silo.Client.Http;

/// <summary>Reads a body up to a bound.</summary>
internal static class BoundedContent
{
    private const int ReadBytes = 16 * 1024;

    internal static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bytesMax) throw TooLarge(bytesMax);
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        await using (stream)
        {
            var buffer = new ArrayBufferWriter<byte>(ReadBytes);
            while (await stream.ReadAsync(buffer.GetMemory(ReadBytes), cancellationToken) is > 0 and var read)
            {
                buffer.Advance(read);
                if (buffer.WrittenCount > bytesMax) throw TooLarge(bytesMax);
            }

            return buffer.WrittenMemory;
        }
    }

    private static SiloTooLargeException TooLarge(int bytesMax) => new("The answer", nameof(SiloClientOptions.ResponseBytesMax), bytesMax);
}
