using Silo.Abstractions.Identity;

namespace Silo.Client.Tests.Fakes;

public sealed class SeededRandom(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> buffer) => _random.NextBytes(buffer);

    public double NextDouble() => _random.NextDouble();
}
