using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Auth;

/// <summary>Signs and reads stream tokens, for browsers whose event streams cannot carry a header.</summary>
/// <remarks>
/// A token stands in a query string, where proxies may log it: so it opens one session for reading, must be used within a minute, and opens
/// nothing once its key is revoked. It is signed with a secret of the server's, not with what the store holds of the key.
/// </remarks>
internal sealed class StreamTokens(IRandomSource random, TimeProvider time, IOptions<SiloEdgeOptions> options)
{
    public static readonly TimeSpan BeginWithin = TimeSpan.FromSeconds(60);

    private const int CharsMax = 4096;
    private const string NoKey = "-";
    private readonly byte[] _secret = options.Value.TokenSecret ?? Chance(random);

    /// <summary>Signs a token for whoever asks.</summary>
    public (string Text, DateTimeOffset BeginBefore) Issue(CallerIdentity identity, SessionId session)
    {
        var (caller, before) = (identity.Caller, time.GetUtcNow() + BeginWithin);
        var payload = identity is { Key: null, EndsAt: { } end }
            ? string.Create(CultureInfo.InvariantCulture, $"holder1 {caller.Tenant} {Pack(caller.Id)} {end.UtcTicks} {session.Value} {before.UtcTicks}")
            : string.Create(CultureInfo.InvariantCulture, $"stream1 {identity.Key?.Id.Value ?? NoKey} {session.Value} {before.UtcTicks}");
        var text = Pack(payload);
        return ($"{text}.{Sign(text)}", before);
    }

    /// <summary>Reads a token; null for one that was not signed here, or is spent.</summary>
    public StreamToken? Read(string text)
    {
        // Texts are signed and compared, not the bytes they stand for: base64 writes some bytes in several ways.
        if (text.Length > CharsMax || text.Split('.') is not [var payload, var signature]) return null;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(payload)), Encoding.UTF8.GetBytes(signature))) return null;

        // Only what was written above gets here.
        var token = Unpack(payload).Split(' ') switch
        {
            ["stream1", var key, var session, var ticks] => new StreamToken(key == NoKey ? null : KeyId.Parse(key), SessionId.Parse(session), Time(ticks)),
            ["holder1", var tenant, var id, var end, var session, var ticks] => new StreamToken(Key: null, SessionId.Parse(session), Time(ticks))
            {
                // Not its name: the token stands in a query string.
                Holder = new Caller(TenantId.Parse(tenant), Role.Viewer, Unpack(id), Unpack(id), string.Empty),
                HolderEndsAt = Time(end),
            },
            _ => null,
        };
        return token is not null && time.GetUtcNow() < token.BeginBefore ? token : null;
    }

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string Pack(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Unpack(string text) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));

    private string Sign(string payload) => Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(payload)));

    private static byte[] Chance(IRandomSource random)
    {
        var secret = new byte[32];
        random.Fill(secret);
        return secret;
    }
}
