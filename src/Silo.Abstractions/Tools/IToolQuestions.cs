using Silo.Abstractions.Turns;

namespace Silo.Abstractions.Tools;

/// <summary>Asks a person in the name of a running call.</summary>
public interface IToolQuestions
{
    /// <summary>Asks, and waits as long as it takes; the call's time limit stands still meanwhile.</summary>
    /// <remarks>
    /// The question dies with the call: when it ends otherwise, or its process goes away, the question is withdrawn and the call is
    /// resolved by its effect.
    /// </remarks>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops waiting; the question stays open until the call ends.</param>
    /// <returns>What was decided: <c>approve</c>, <c>answer</c> or <c>reject</c>; <c>withdrawn</c> when nobody will decide, or too many questions are open.</returns>
    /// <exception cref="ArgumentException">The request is beyond a bound. Do not retry.</exception>
    Task<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancellationToken);
}
