using System.Buffers.Binary;
using System.Security.Cryptography;
using Silo.Abstractions.Identity;

namespace Silo.Client;

/// <summary>Chance from the operating system; what a program outside tests gives to <see cref="SiloClientOptions.Random"/>.</summary>
public sealed class SecureRandomSource : IRandomSource
{
    /// <inheritdoc />
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);

    /// <inheritdoc />
    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11) * (1.0 / (1UL << 53));
    }
}
