using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Sessions;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>Enters with a request that is a command, before any of its body is read.</summary>
internal static class IntakeExtensions
{
    /// <summary>Enters; what it gives is disposed of when the request has been answered.</summary>
    /// <param name="intake">Where.</param>
    /// <param name="request">The request.</param>
    /// <param name="bytesMax">What its body has at most, for one that does not say.</param>
    /// <param name="entered">The way out.</param>
    /// <param name="refused">The answer, when it was refused: no exception, because there may be many and each would be logged.</param>
    public static bool TryEnter(
        this IIntake intake, HttpRequest request, long bytesMax, [NotNullWhen(true)] out IDisposable? entered, [NotNullWhen(false)] out ProblemResult? refused)
    {
        var result = intake.Enter(request.HttpContext.Caller().Tenant, Math.Min(request.ContentLength ?? bytesMax, bytesMax));
        entered = result as IntakeResult.Entered;
        refused = result is IntakeResult.Refused no ? new ProblemResult(Problem.Unavailable(no.Code, no.Message)) : null;
        return entered is not null;
    }
}
