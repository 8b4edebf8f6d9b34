using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Xunit;

namespace Silo.Abstractions.Tests.Agents;

public sealed class ModelPricesTests
{
    private static readonly ModelPrices Prices = new(Input: 3m, Output: 15m, CacheRead: 0.3m, CacheWrite: 3.75m);

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1_000_000, 0, 0, 0, 3_000_000)]
    [InlineData(0, 1_000_000, 0, 0, 15_000_000)]
    [InlineData(0, 0, 1_000_000, 0, 300_000)]
    [InlineData(0, 0, 0, 1_000_000, 3_750_000)]
    [InlineData(1210, 84, 0, 0, 4890)]
    [InlineData(0, 0, 1, 0, 1)] // 0.3 of a micro-dollar: a part counts as a whole.
    [InlineData(0, 0, 1, 1, 5)] // 0.3 + 3.75 = 4.05: rounded once, after adding.
    [InlineData(0, 0, 10, 4, 18)]
    public void CostMicroUsd_Usage_IsTheSumRoundedUpOnce(long input, long output, long read, long write, long cost)
    {
        var usage = new Usage { InputTokens = input, OutputTokens = output, CacheReadTokens = read, CacheWriteTokens = write };
        Assert.Equal(cost, Prices.CostMicroUsd(usage));
    }

    [Fact]
    public void CostMicroUsd_MoreThanALongHolds_StaysAtTheMost()
    {
        var absurd = new Usage { InputTokens = long.MaxValue, OutputTokens = long.MaxValue };
        Assert.Equal(long.MaxValue, Prices.CostMicroUsd(absurd));
    }
}
