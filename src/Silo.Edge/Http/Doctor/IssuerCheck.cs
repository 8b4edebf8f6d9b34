using Microsoft.Extensions.Options;
using Silo.Abstractions.Diagnostics;
using Silo.Edge.Auth.Jwt;

namespace Silo.Edge.Http.Doctor;

/// <summary>Whether the keys of the OpenID provider can be had, where one is named.</summary>
internal sealed class IssuerCheck(JwtProvider provider, IOptions<SiloEdgeOptions> options) : IDoctorCheck
{
    public string Name => "issuer";

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Jwt.Issuer is not { } issuer) return [];
        var (count, problem) = await provider.LookAsync(cancellationToken);
        return
        [
            problem is null
                ? new DoctorResult(Name, DoctorStatus.Ok, $"{issuer} has {count} keys for tokens.")
                : new DoctorResult(Name, DoctorStatus.Degraded, $"The keys of {issuer} cannot be had: {problem}", "Look at its /.well-known/openid-configuration from this machine; 'issuer' there must be spelt as in Silo:Jwt:Issuer."),
        ];
    }
}
