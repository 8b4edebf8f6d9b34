using Microsoft.Extensions.Options;

namespace Silo.Edge.Auth.Jwt;

/// <summary>Tells whom a token stands for.</summary>
internal sealed class JwtReader(JwtProvider provider, TimeProvider time, IOptions<SiloEdgeOptions> options)
{
    private const string Broken = "it is malformed, or signed in a way that is not taken.";

    /// <summary>Whether a credential is for this reader.</summary>
    public bool Takes(string text) => options.Value.Jwt.Issuer is not null && JwtToken.LooksLikeOne(text);

    /// <summary>Reads a token. Nothing that it claims is looked at before its signature was found good.</summary>
    public async Task<JwtAnswer> ReadAsync(string text, string request, CancellationToken cancellationToken)
    {
        if (JwtToken.Read(text) is not { } token) return new JwtAnswer.Refused(Broken);
        var (key, isSure) = await provider.FindAsync(token.KeyId, token.Algorithm.KeyType, cancellationToken);
        if (key is null) return isSure ? new JwtAnswer.Refused("its issuer has no such key.") : new JwtAnswer.Unknown();
        return key.Made(token.Algorithm, token.Signature, token.Signed)
            ? JwtClaims.Read(token.Claims, options.Value.Jwt, time.GetUtcNow(), request)
            : new JwtAnswer.Refused("its signature is not its issuer's.");
    }
}
