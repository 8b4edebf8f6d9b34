using Silo.Runtime.Access;

namespace Silo.Edge.Auth;

/// <summary>For how long a caller may go on with what it began: until its key is revoked or expires, or what it showed ends.</summary>
internal sealed class AccessSpan : IDisposable
{
    private readonly KeyWatch? _watch;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource _either;

    private AccessSpan(KeyWatch? watch, CancellationTokenSource? timer)
    {
        _watch = watch;
        _timer = timer;
        _either = CancellationTokenSource.CreateLinkedTokenSource(watch?.Ended ?? CancellationToken.None, timer?.Token ?? CancellationToken.None);
    }

    /// <summary>Cancelled when the caller may not go on.</summary>
    public CancellationToken Ended => _either.Token;

    /// <summary>Begins to watch.</summary>
    public static AccessSpan Begin(CallerIdentity identity, KeyRing ring, TimeProvider time)
    {
        // A timer holds at most 49 days; whoever stays longer shows again what it has.
        var left = identity.EndsAt is { } end ? Min(end - time.GetUtcNow(), TimeSpan.FromDays(49)) : (TimeSpan?)null;
        return new AccessSpan(
            identity.Key is { } key ? ring.Watch(key) : null,
            left is { } span ? new CancellationTokenSource(span > TimeSpan.Zero ? span : TimeSpan.Zero, time) : null);
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer?.Dispose();
        _watch?.Dispose();
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
