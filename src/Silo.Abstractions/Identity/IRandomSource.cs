namespace Silo.Abstractions.Identity;

/// <summary>The source of chance: ids and jitter. Injected, so that tests and simulations repeat exactly.</summary>
public interface IRandomSource
{
    /// <summary>Fills a buffer with random bytes.</summary>
    void Fill(Span<byte> buffer);

    /// <summary>A number from 0 (included) to 1 (excluded).</summary>
    double NextDouble();
}
