using Silo.Abstractions.Identity;

namespace Silo.Client;

/// <summary>How a client reaches its server.</summary>
public sealed class SiloClientOptions
{
    internal const string AddressRule = "must be an absolute http or https address without a user, a path or a query.";
    private const int ApiKeyLengthMax = 4096;

    /// <summary>The server's address.</summary>
    /// <value>Default <c>http://127.0.0.1:8600</c>. Absolute, http or https, without a user, a path or a query: the API lies at the root.</value>
    public Uri Server { get; init; } = new("http://127.0.0.1:8600");

    /// <summary>The API key, sent as <c>Authorization: Bearer</c> with every request; no message or log of the client holds it.</summary>
    /// <value>Default null: none is sent. 1 to 4,096 visible ASCII characters.</value>
    public string? ApiKey { get; init; }

    /// <summary>The clock of timeouts and retries.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The source of jitter and idempotency keys; see <see cref="SecureRandomSource"/>.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>How often a request that is safe to repeat is tried, the first time included.</summary>
    /// <value>Default 4, 1 to 20.</value>
    public int AttemptsMax { get; init; } = 4;

    /// <summary>The wait before the second try; doubled each time, with jitter between a half and the whole of it.</summary>
    /// <value>Default 200 ms, 1 ms to 1 minute.</value>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two tries, also when the server asks for more.</summary>
    /// <value>Default 5 s, 1 ms to 10 minutes; at least <see cref="BackoffFirst"/>.</value>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one try may take until its answer is complete; what <c>Prefer: wait</c> asks for comes on top.</summary>
    /// <value>Default 30 s, 10 ms to 1 hour.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try of sending or fetching a file or a tar may take.</summary>
    /// <value>Default 10 minutes, 10 ms to 24 hours.</value>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how much silence a stream counts as cut. The server sends a sign of life every 15 s.</summary>
    /// <value>Default 45 s, 10 ms to 1 hour.</value>
    public TimeSpan StreamSilenceMax { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Largest event of a stream, in bytes on the wire.</summary>
    /// <value>Default 32 MiB, 1 KiB to 256 MiB.</value>
    public int FrameBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest JSON answer, in bytes.</summary>
    /// <value>Default 64 MiB, 1 KiB to 1 GiB.</value>
    public int ResponseBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether requests can go there: the API lies at the root, and a user in an address would stand in messages.</summary>
    internal static bool IsAddress(Uri server) =>
        server.IsAbsoluteUri && server is { Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" };

    /// <summary>An address without the name and password that may stand in it.</summary>
    internal static string Shown(Uri server) => server.IsAbsoluteUri ? server.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped) : server.OriginalString;

    /// <summary>Checks every setting.</summary>
    /// <param name="parameter">The caller's name for the options.</param>
    /// <exception cref="ArgumentException">One or more are out of range; the message lists each with its value and range. Do not retry.</exception>
    internal SiloClientOptions Validated(string parameter)
    {
        var errors = new List<string>();
        if (!IsAddress(Server)) errors.Add($"Server = '{Shown(Server)}': {AddressRule}");
        if (ApiKey is not null && (ApiKey.Length is 0 or > ApiKeyLengthMax || ApiKey.Any(c => c is <= ' ' or > '~')))
            errors.Add($"ApiKey: must be 1 to {ApiKeyLengthMax} visible ASCII characters.");
        Check(nameof(AttemptsMax), AttemptsMax, 1, 20);
        Check(nameof(BackoffFirst), BackoffFirst, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Check(nameof(BackoffMax), BackoffMax, BackoffFirst, TimeSpan.FromMinutes(10));
        Check(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Check(nameof(TransferTimeout), TransferTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24));
        Check(nameof(StreamSilenceMax), StreamSilenceMax, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Check(nameof(FrameBytesMax), FrameBytesMax, 1024, 256 * 1024 * 1024);
        Check(nameof(ResponseBytesMax), ResponseBytesMax, 1024, 1024 * 1024 * 1024);
        if (errors.Count > 0) throw new ArgumentException(string.Join(' ', errors), parameter);
        return this;

        void Check<T>(string name, T value, T min, T max)
            where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0) errors.Add($"{name} = {value}: must be {min} to {max}.");
        }
    }
}
