using Silo.Abstractions.Identity;

namespace Silo.Runtime.Tests.Support;

internal sealed class SeededRandom(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    public void Fill(Span<byte> buffer)
    {
        lock (_lock) _random.NextBytes(buffer);
    }

    public double NextDouble()
    {
        lock (_lock) return _random.NextDouble();
    }
}
