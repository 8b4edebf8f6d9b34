using Silo.Edge.Auth;

namespace Silo.Edge.Tests.Http;

public sealed class CallerRatesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(119)]
    [InlineData(600)]
    [InlineData(99_999)]
    public void Bucket_OfARate_FillsAtThatRateAndNotInOneRushAMinute(int perMinute)
    {
        var bucket = CallerRates.Bucket(new SiloEdgeOptions { RequestsPerMinuteMax = perMinute, RequestsBurstMax = 5 });
        Assert.Equal(perMinute, bucket.TokensPerPeriod / bucket.ReplenishmentPeriod.TotalMinutes, perMinute * 1e-6);
        Assert.True(bucket.TokensPerPeriod == 1 || bucket.ReplenishmentPeriod < TimeSpan.FromSeconds(2));
        Assert.Equal(5, bucket.TokenLimit);
    }
}
