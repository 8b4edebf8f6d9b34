using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;

namespace Silo.Edge.Http.Turns;

/// <summary>What is answered to a cancel, whichever way it came.</summary>
internal static class CancelCalls
{
    /// <summary>Why nothing was cancelled.</summary>
    public static Problem Refused(CancelResult result) => result switch
    {
        CancelResult.NothingToCancel => new Problem(ProblemCodes.NothingToCancel, "The turn has ended already, or no turn is running."),
        CancelResult.Unavailable unavailable => Problem.Unavailable(unavailable.Code, unavailable.Message),
        _ => SessionLookup.NotFound(),
    };
}
