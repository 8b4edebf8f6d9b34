using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Turns;

namespace Silo.Runtime.Steps;

/// <summary>Brings a running tool's questions to the actor, and stops the call's clock while a person thinks.</summary>
internal sealed class ToolQuestions(ITurnPort actor, TurnRun run, StepRecord step, IIdSource ids, CallClock clock) : IToolQuestions
{
    public async Task<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        if (request.Problem() is { } problem) throw new ArgumentException(problem, nameof(request));
        var approval = ids.NewApproval();
        var answer = run.Expect(approval);
        clock.Stop();
        try
        {
            actor.Post(new SessionMessage.ToolAsked(step.Sequence, step.Attempt, approval, request.Title, request.Schema));
            return await answer.WaitAsync(cancellationToken);
        }
        finally
        {
            clock.Go();
        }
    }
}
