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
            : RateLimitPartition.GetTokenBucketLimiter($"{identity.Caller.Tenant}/{identity.Caller.Id}", _ => Bucket()));
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

    // Tokens come once a second, or one at a time where they are rarer than that.
    private TokenBucketRateLimiterOptions Bucket() => new()
    {
        TokenLimit = _options.RequestsBurstMax,
        TokensPerPeriod = Math.Max(1, _options.RequestsPerMinuteMax / 60),
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / Math.Min(60, _options.RequestsPerMinuteMax),
        QueueLimit = 0,
    };
}
