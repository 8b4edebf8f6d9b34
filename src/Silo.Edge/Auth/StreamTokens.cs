using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
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

    private const int CharsMax = 512;
    private const string NoKey = "-";
    private readonly byte[] _secret = options.Value.TokenSecret ?? Chance(random);

    /// <summary>Signs a token.</summary>
    public (string Text, DateTimeOffset BeginBefore) Issue(KeyId? key, SessionId session)
    {
        var before = time.GetUtcNow() + BeginWithin;
        var payload = string.Create(CultureInfo.InvariantCulture, $"stream1 {key?.Value ?? NoKey} {session.Value} {before.UtcTicks}");
        var text = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(payload));
        return ($"{text}.{Sign(text)}", before);
    }

    /// <summary>Reads a token; null for one that was not signed here, or is spent.</summary>
    public StreamToken? Read(string text)
    {
        // Texts are signed and compared, not the bytes they stand for: base64 writes some bytes in several ways.
        if (text.Length > CharsMax || text.Split('.') is not [var payload, var signature]) return null;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(payload)), Encoding.UTF8.GetBytes(signature))) return null;

        // Only what was written above gets here.
        if (Encoding.ASCII.GetString(Base64Url.DecodeFromChars(payload)).Split(' ') is not ["stream1", var key, var session, var ticks]) return null;
        var before = new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
        return time.GetUtcNow() < before ? new StreamToken(key == NoKey ? null : KeyId.Parse(key), SessionId.Parse(session), before) : null;
    }

    private string Sign(string payload) => Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(payload)));

    private static byte[] Chance(IRandomSource random)
    {
        var secret = new byte[32];
        random.Fill(secret);
        return secret;
    }
}
