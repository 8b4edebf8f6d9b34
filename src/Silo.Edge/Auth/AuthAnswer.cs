using System.Diagnostics.CodeAnalysis;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Auth;

/// <summary>Who sent a request, or why it is not taken.</summary>
/// <param name="Identity">Who; null when it is not taken.</param>
/// <param name="Refused">Why not.</param>
internal sealed record AuthAnswer(CallerIdentity? Identity, Problem? Refused)
{
    [MemberNotNullWhen(true, nameof(Identity))]
    [MemberNotNullWhen(false, nameof(Refused))]
    public bool IsKnown => Identity is not null;

    public static AuthAnswer Of(CallerIdentity identity) => new(identity, Refused: null);

    public static AuthAnswer No(Problem why) => new(Identity: null, why);
}
