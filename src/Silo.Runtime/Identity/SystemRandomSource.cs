using System.Security.Cryptography;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Identity;

/// <summary>The operating system's random numbers. Safe from any thread.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    /// <inheritdoc />
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);

    /// <inheritdoc />
    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        // 53 bits, the precision of a double.
        return (BitConverter.ToUInt64(bytes) >> 11) * (1.0 / (1UL << 53));
    }
}
