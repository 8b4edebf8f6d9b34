using Silo.Edge.Auth.Jwt;

namespace Silo.Edge;

/// <summary>The bounds of the HTTP API. At each of them the caller gets an error that names it.</summary>
public sealed class SiloEdgeOptions
{
    /// <summary>Whether whoever sits at this machine may do everything without a key. The server then listens on loopback only.</summary>
    /// <value>Default false.</value>
    public bool Development { get; set; }

    /// <summary>Largest JSON body.</summary>
    /// <value>Default 1 MiB, 16 KiB to 16 MiB, in bytes.</value>
    public int JsonBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Largest file, or tar, that one request may bring.</summary>
    /// <value>Default 256 MiB, 1 KiB to 16 GiB, in bytes.</value>
    public long FileBytesMax { get; set; } = 256L * 1024 * 1024;

    /// <summary>Most event streams, and waits for a task, that are open at once in this process.</summary>
    /// <value>Default 4,096, 1 to 1,000,000.</value>
    public int StreamsMax { get; set; } = 4096;

    /// <summary>Most event streams, and waits for a task, of one tenant.</summary>
    /// <value>Default 1,024, 1 to 1,000,000.</value>
    public int TenantStreamsMax { get; set; } = 1024;

    /// <summary>Most connections to the hub that are open at once in this process. Each of their streams counts as one, too.</summary>
    /// <value>Default 4,096, 1 to 1,000,000.</value>
    public int HubConnectionsMax { get; set; } = 4096;

    /// <summary>Most connections to the hub of one tenant.</summary>
    /// <value>Default 1,024, 1 to 1,000,000.</value>
    public int TenantHubConnectionsMax { get; set; } = 1024;

    /// <summary>Most streams of one connection to the hub.</summary>
    /// <value>Default 128, 1 to 10,000.</value>
    public int HubStreamsMax { get; set; } = 128;

    /// <summary>Requests that one caller may send in a minute, in the long run. Whoever needs no key, in development, is not counted.</summary>
    /// <value>Default 6,000, 1 to 10,000,000.</value>
    public int RequestsPerMinuteMax { get; set; } = 6000;

    /// <summary>Requests that one caller may send at once, after a pause.</summary>
    /// <value>Default 600, 1 to 1,000,000.</value>
    public int RequestsBurstMax { get; set; } = 600;

    /// <summary>Wrong keys that one address may show in a minute; beyond them only keys in use are looked at from there.</summary>
    /// <value>Default 600, 1 to 1,000,000.</value>
    public int FailedKeysPerMinuteMax { get; set; } = 600;

    /// <summary>Most bytes of a request's headers together; beyond them the server answers a bare 431.</summary>
    /// <value>Default 32 KiB, 4 KiB to 1 MiB, in bytes.</value>
    public int HeaderBytesMax { get; set; } = 32 * 1024;

    /// <summary>Most connections that are open at once in this process, whatever they are for; one more is told <c>connections_full</c> and closed.</summary>
    /// <value>Default 16,384, 1 to 1,000,000. More than the streams and the hub's connections together, and less than the files that the process may open.</value>
    public int ConnectionsMax { get; set; } = 16_384;

    /// <summary>How long the line and the headers of a request may take from its first byte on; then the server answers a bare 408.</summary>
    /// <value>Default 15 seconds, 1 second to 5 minutes.</value>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be open without a request; then it is closed.</summary>
    /// <value>Default 2 minutes, 1 second to 1 hour.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The origins whose pages may call this server, such as <c>https://app.example</c>; its own need not stand here, unless a proxy gives it another.</summary>
    /// <value>Default none; at most 32.</value>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Signs stream tokens; hosts behind one address have the same. Never logged.</summary>
    /// <value>Default null: one of this start's own. 32 to 4,096 bytes.</value>
    public byte[]? TokenSecret { get; set; }

    /// <summary>Callers that show tokens of an OpenID provider.</summary>
    /// <value>Default none.</value>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>How long a stream may be silent before it says that it is alive.</summary>
    /// <value>Default 15 seconds, 1 to 30 seconds: clients take 45 seconds of silence for a break.</value>
    public TimeSpan StreamKeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Checks every bound.</summary>
    /// <returns>Every error, each naming the setting, its value and its range; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(nameof(JsonBytesMax), JsonBytesMax, 16 * 1024, 16 * 1024 * 1024, errors);
        Check(nameof(FileBytesMax), FileBytesMax, 1024, 16L << 30, errors);
        Check(nameof(StreamsMax), StreamsMax, 1, 1_000_000, errors);
        Check(nameof(TenantStreamsMax), TenantStreamsMax, 1, 1_000_000, errors);
        Check(nameof(HubConnectionsMax), HubConnectionsMax, 1, 1_000_000, errors);
        Check(nameof(TenantHubConnectionsMax), TenantHubConnectionsMax, 1, 1_000_000, errors);
        Check(nameof(HubStreamsMax), HubStreamsMax, 1, 10_000, errors);
        Check(nameof(RequestsPerMinuteMax), RequestsPerMinuteMax, 1, 10_000_000, errors);
        Check(nameof(RequestsBurstMax), RequestsBurstMax, 1, 1_000_000, errors);
        Check(nameof(FailedKeysPerMinuteMax), FailedKeysPerMinuteMax, 1, 1_000_000, errors);
        Check(nameof(HeaderBytesMax), HeaderBytesMax, 4096, 1024 * 1024, errors);
        Check(nameof(ConnectionsMax), ConnectionsMax, 1, 1_000_000, errors);
        Check(nameof(Origins) + "' count", Origins.Count, 0, 32, errors);
        if (TokenSecret is { Length: < 32 or > 4096 } secret) errors.Add($"{nameof(TokenSecret)} has {secret.Length} bytes; it must have 32 to 4096.");
        foreach (var origin in Origins)
            if (!IsOrigin(origin)) errors.Add($"{nameof(Origins)} has '{origin}'; an origin is like https://app.example, without a path.");
        errors.AddRange(Jwt.Validate(Development).Select(error => $"{nameof(Jwt)}:{error}"));
        Check(nameof(StreamKeepAlive), StreamKeepAlive, TimeSpan.FromSeconds(30), errors);
        Check(nameof(HeadersTimeout), HeadersTimeout, TimeSpan.FromMinutes(5), errors);
        Check(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromHours(1), errors);
        return errors;
    }

    // As a browser writes it, for the two are compared as text.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;

    // Kestrel looks at its clock once a second, so nothing shorter is meant.
    private static void Check(string name, TimeSpan value, TimeSpan most, List<string> errors)
    {
        if (value < TimeSpan.FromSeconds(1) || value > most) errors.Add($"{name} is {value}; it must be 00:00:01 to {most}.");
    }

    private static void Check(string name, long value, long min, long max, List<string> errors)
    {
        if (value < min || value > max) errors.Add($"{name} is {value}; it must be {min} to {max}.");
    }
}
