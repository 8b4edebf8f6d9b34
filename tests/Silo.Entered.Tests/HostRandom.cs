using Silo.Abstractions.Identity;

namespace Silo.Entered.Tests;

internal sealed class HostRandom : IRandomSource
{
    private readonly Random _random = new(1);

    public void Fill(Span<byte> buffer) => _random.NextBytes(buffer);

    public double NextDouble() => _random.NextDouble();
}
