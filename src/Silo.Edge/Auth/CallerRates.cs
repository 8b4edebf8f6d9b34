using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Auth;

/// <summary>Bounds how many requests each caller sends: a bucket of tokens for each key, whose idle buckets go away by themselves.</summary>
internal sealed class CallerRates : IDisposable
{
    private readonly SiloEdgeOptions _options;
    private readonly PartitionedRateLimiter<CallerIdentity> _limiter;

    public CallerRates(IOptions<SiloEdgeOptions> options)
    {
        _options = options.Value;
        _limiter = PartitionedRateLimiter.Create<CallerIdentity, string>(identity => identity.Proof == CallerProof.Development
            ? RateLimitPartition.GetNoLimiter(identity.Caller.Id)
            : RateLimitPartition.GetTokenBucketLimiter($"{identity.Caller.Tenant}/{identity.Caller.Id}", _ => Bucket(_options)));
    }

    /// <summary>Takes a token, or says when there is one again.</summary>
    public bool TryTake(CallerIdentity identity, [NotNullWhen(false)] out Problem? refused)
    {
        using var lease = _limiter.AttemptAcquire(identity);
        refused = lease.IsAcquired ? null : new Problem(ProblemCodes.TooManyRequests, $"This key may send {_options.RequestsPerMinuteMax} requests a minute, {_options.RequestsBurstMax} of them at once.")
        {
            Limit = "requests_per_minute_max",
            Value = _options.RequestsPerMinuteMax,
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null,
        };
        return refused is null;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>A bucket that fills as the settings say: tokens come about once a second, or one at a time where they are rarer than that.</summary>
    internal static TokenBucketRateLimiterOptions Bucket(SiloEdgeOptions options)
    {
        // Whole tokens in a span that fits them: whole tokens in a whole second would make 60 a minute of 119.
        var tokens = (options.RequestsPerMinuteMax + 59) / 60;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestsBurstMax,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * tokens / options.RequestsPerMinuteMax,
            QueueLimit = 0,
        };
    }
}
