using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Auth;

/// <summary>Bounds how often each address may show something that opens nothing. A bucket for each that did lately, and one for all beyond <see cref="AddressesMax"/>.</summary>
internal sealed partial class FailedKeys(TimeProvider time, IOptions<SiloEdgeOptions> options, ILogger<FailedKeys> logger)
{
    /// <summary>Most addresses that have a bucket of their own.</summary>
    public const int AddressesMax = 10_000;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<Source, Bucket> _buckets = [];
    private readonly Bucket _others = new();
    private readonly int _max = options.Value.FailedKeysPerMinuteMax;
    private long? _sweptAt;

    public int Addresses
    {
        get
        {
            lock (_gate) return _buckets.Count;
        }
    }

    /// <summary>Takes one of the failures that an address may have; <see cref="GiveBack"/> it when there was none.</summary>
    public bool TryTake(IPAddress? address, [NotNullWhen(false)] out Problem? refused)
    {
        bool tells;
        lock (_gate)
        {
            var bucket = BucketOf(Source.Of(address));
            Fill(bucket);
            refused = null;
            if (bucket.Used + 1 <= _max)
            {
                bucket.Used++;
                return true;
            }

            tells = bucket.ToldAt is not { } told || time.GetElapsedTime(told) >= TellEvery;
            if (tells) bucket.ToldAt = time.GetTimestamp();
            refused = new Problem(ProblemCodes.TooManyFailures, $"From one address {_max} keys a minute may be wrong. Keys that are in use go on.")
            {
                Limit = "failed_keys_per_minute_max",
                Value = _max,
                RetryAfter = TimeSpan.FromMinutes((bucket.Used + 1 - _max) / _max),
            };
        }

        if (tells) LogTooMany(address, _max);
        return false;
    }

    /// <summary>Gives back what was taken for something that was right, or was never looked at.</summary>
    public void GiveBack(IPAddress? address)
    {
        lock (_gate)
            if (_buckets.GetValueOrDefault(Source.Of(address), _others) is { Used: >= 1 } bucket) bucket.Used--;
    }

    private Bucket BucketOf(Source source)
    {
        if (_buckets.TryGetValue(source, out var known)) return known;
        if (_buckets.Count >= AddressesMax) Sweep();
        return _buckets.Count >= AddressesMax ? _others : _buckets[source] = new Bucket { FilledAt = time.GetTimestamp() };
    }

    private void Fill(Bucket bucket)
    {
        var now = time.GetTimestamp();
        bucket.Used = Math.Max(0, bucket.Used - (time.GetElapsedTime(bucket.FilledAt, now).TotalMinutes * _max));
        bucket.FilledAt = now;
    }

    // Whoever would have all of its failures again is forgotten, and nobody else: to be forgotten must not pay.
    private void Sweep()
    {
        var now = time.GetTimestamp();
        if (_sweptAt is { } at && time.GetElapsedTime(at, now) < SweepEvery) return;
        _sweptAt = now;
        foreach (var (source, bucket) in _buckets)
        {
            Fill(bucket);
            if (bucket.Used <= 0) _buckets.Remove(source);
        }
    }

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "{Address} has shown {Max} wrong keys within a minute; more are refused before they are looked at")]
    private partial void LogTooMany(IPAddress? address, int max);

    private sealed class Bucket
    {
        public double Used { get; set; }

        public long FilledAt { get; set; }

        public long? ToldAt { get; set; }
    }

    // Of IPv6 the 64 bits of the network: whoever has one address of it has all.
    private readonly record struct Source(ulong Bits, bool IsV6)
    {
        public static Source Of(IPAddress? address)
        {
            if (address is null) return default;
            if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            address.TryWriteBytes(bytes, out _);
            return new Source(BinaryPrimitives.ReadUInt64BigEndian(bytes), address.AddressFamily == AddressFamily.InterNetworkV6);
        }
    }
}
