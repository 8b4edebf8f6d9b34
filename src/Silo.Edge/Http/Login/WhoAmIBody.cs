using Silo.Abstractions.Access;
using Silo.Edge.Auth;

namespace Silo.Edge.Http.Login;

/// <summary>Who a caller is, as it may know itself.</summary>
internal sealed record WhoAmIBody(string Id, string Name, string Tenant, Role Role, string Proof, DateTime? EndsAt)
{
    public static WhoAmIBody From(CallerIdentity identity)
    {
        var (caller, ends) = (identity.Caller, identity.EndsAt ?? identity.Key?.ExpiresAt);
        return new WhoAmIBody(caller.Id, caller.Name, caller.Tenant.Value, caller.Role, ProofOf(identity.Proof), ends?.UtcDateTime);
    }

    private static string ProofOf(CallerProof proof) => proof switch
    {
        CallerProof.Development => "none",
        CallerProof.Key => "key",
        CallerProof.Jwt => "jwt",
        CallerProof.Cookie => "cookie",
        _ => throw new InvalidOperationException($"No route that says who one is takes {proof}."),
    };
}
