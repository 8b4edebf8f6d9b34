using Silo.Abstractions.Identity;

namespace Silo.Storage.Tests;

/// <summary>Chance that repeats: each call gives bytes no earlier call gave.</summary>
internal sealed class CountingRandom(byte first = 1) : IRandomSource
{
    private byte _next = first;

    public void Fill(Span<byte> buffer)
    {
        buffer.Clear();
        buffer[^1] = _next++;
    }

    public double NextDouble() => 0.5;
}
