using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Silo.Edge.Auth.Jwt;

/// <summary>Knows the keys of the OpenID provider: asks for them when they are old, or when a token names one that is not known, and seldom.</summary>
internal sealed partial class JwtProvider : IAsyncDisposable
{
    private const int BytesMax = 256 * 1024;
    private static readonly TimeSpan FetchMax = TimeSpan.FromSeconds(10);

    // Anybody can name keys that do not exist.
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfterFailure = TimeSpan.FromSeconds(5);

    // After so many times of their age at which they are asked for again nobody goes on with known keys unasked.
    private const int UnaskedTimes = 2;

    private readonly TimeProvider _time;
    private readonly JwtOptions _options;
    private readonly ILogger<JwtProvider> _logger;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;
    private long _answeredAt;
    private bool _failed;
    private Known? _known;

    public JwtProvider(TimeProvider time, IOptions<SiloEdgeOptions> options, ILogger<JwtProvider> logger)
    {
        (_time, _options, _logger) = (time, options.Value.Jwt, logger);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            ConnectTimeout = FetchMax,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Finds a key.</summary>
    /// <returns>The key, or null; and then whether the provider said that it has none such.</returns>
    public async Task<(JwtKey? Key, bool IsSure)> FindAsync(string id, string type, CancellationToken cancellationToken)
    {
        var known = Usable();
        if (known?.Keys.Find(id, type) is { } key)
        {
            var asking = _time.GetElapsedTime(known.At) >= _options.KeysRefresh ? Ask() : Task.CompletedTask;

            // Nobody waits for a look whether it is still there, but where nobody has looked for long: it may have been taken out since.
            if (_time.GetElapsedTime(Volatile.Read(ref _answeredAt)) < _options.KeysRefresh * UnaskedTimes) return (key, true);
            await asking.WaitAsync(cancellationToken);
            known = Usable();
            return (known?.Keys.Find(id, type), known is not null);
        }

        await Ask().WaitAsync(cancellationToken);
        known = Usable();
        return (known?.Keys.Find(id, type), known is not null && !Volatile.Read(ref _failed));
    }

    /// <summary>Asks the provider now, for whoever wants to know whether it answers. Changes nothing.</summary>
    /// <returns>How many keys it has; or why they cannot be had.</returns>
    public async Task<(int Count, string? Problem)> LookAsync(CancellationToken cancellationToken)
    {
        var (keys, problem) = await FetchKeysAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return keys is null ? (0, problem) : (keys.Count, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task asking;
        lock (_gate) asking = _asking;
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
    }

    private Known? Usable() => Volatile.Read(ref _known) is { } known && _time.GetElapsedTime(known.At) < _options.KeysKeep ? known : null;

    // The question under way, or a new one when it is time for one, or nothing.
    private Task Ask()
    {
        lock (_gate)
        {
            if (!_asking.IsCompleted || _stop.IsCancellationRequested) return _asking;
            if (_askedAt is { } at && _time.GetElapsedTime(at) < (_failed ? AskAgainAfterFailure : AskEvery)) return Task.CompletedTask;
            _askedAt = _time.GetTimestamp();
            return _asking = Task.Run(AskAsync);
        }
    }

    private async Task AskAsync()
    {
        var at = _time.GetTimestamp();
        var (keys, problem) = await FetchKeysAsync(_stop.Token);
        Volatile.Write(ref _failed, keys is null);
        Volatile.Write(ref _answeredAt, _time.GetTimestamp());
        if (keys is not null)
        {
            Volatile.Write(ref _known, new Known(keys, at));
            LogKeys(_options.Issuer, keys.Count);
        }
        else if (!_stop.IsCancellationRequested) LogNoKeys(_options.Issuer, problem);
    }

    private async Task<(JwtKeySet? Keys, string Problem)> FetchKeysAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(FetchMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var keys = JwtKeySet.Read(await FetchAsync(await FindKeysAsync(either.Token), either.Token));
            return keys.Count > 0 ? (keys, string.Empty) : (null, "It has no key that a signature can be checked with.");
        }
#pragma warning disable CA1031 // What a provider answers is foreign: whatever comes of it is a look that failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (null, e is OperationCanceledException ? $"It did not answer within {FetchMax.TotalSeconds} s." : e.Message);
        }
    }

    // OpenID Connect Discovery 1.0, 4.3: the document must name the issuer that was asked, or another could answer for it.
    private async Task<Uri> FindKeysAsync(CancellationToken cancellationToken)
    {
        var address = new Uri(_options.Issuer!.TrimEnd('/') + "/.well-known/openid-configuration");
        using var document = JwtJson.Parse(await FetchAsync(address, cancellationToken));
        if (JwtJson.Text(document.RootElement, "issuer") != _options.Issuer) throw new InvalidDataException("Its configuration names another issuer.");
        return Uri.TryCreate(JwtJson.Text(document.RootElement, "jwks_uri"), UriKind.Absolute, out var keys) && JwtOptions.IsSafe(keys, plain: address.Scheme == Uri.UriSchemeHttp)
            ? keys
            : throw new InvalidDataException("Its configuration names no https address of keys.");
    }

    private async Task<byte[]> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK) throw new InvalidDataException($"{address} was answered with {(int)response.StatusCode}.");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[BytesMax + 1];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= BytesMax ? bytes[..read] : throw new InvalidDataException($"{address} has more than {BytesMax} bytes.");
    }

    [LoggerMessage(EventId = 5105, Level = LogLevel.Information, Message = "{Issuer} has {Count} keys")]
    private partial void LogKeys(string? issuer, int count);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Warning, Message = "The keys of {Issuer} cannot be had: {Reason} Keys that are known hold for a while; tokens of others are refused")]
    private partial void LogNoKeys(string? issuer, string reason);

    private sealed record Known(JwtKeySet Keys, long At);
}
