using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Events;

/// <summary>The checksum of a stored event: CRC-32C over tenant, session, sequence, kind and the stored bytes.</summary>
/// <remarks>It covers where the event belongs as well as what it says, so that bytes that turn up under another session or number are found.</remarks>
public static class EventChecksum
{
    /// <summary>The part that all events of a session share.</summary>
    public static uint Seed(SessionKey key) => Add(Add(Add(uint.MaxValue, key.Tenant.Value), "/"), key.Session.Value);

    /// <summary>The checksum of one event of the session that <paramref name="seed"/> is of.</summary>
    public static uint Compute(uint seed, long sequence, string kind, ReadOnlySpan<byte> utf8) =>
        ~Add(Add(BitOperations.Crc32C(seed, (ulong)sequence), kind), utf8);

    private static uint Add(uint crc, string text)
    {
        // Kinds and ids are short ASCII; a longer one, of a later build, still has its place.
        Span<byte> utf8 = text.Length <= 128 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        return Add(BitOperations.Crc32C(crc, (uint)length), utf8[..length]);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var one in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
