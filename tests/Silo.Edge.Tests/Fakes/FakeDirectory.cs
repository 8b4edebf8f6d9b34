using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Tests.Fakes;

internal sealed class FakeDirectory : ISessionDirectory
{
    public List<CreateSessionCommand> Creates { get; } = [];

    public List<PromptCommand> Prompts { get; } = [];

    public List<TurnId?> Cancels { get; } = [];

    public List<ResolveApprovalCommand> Decisions { get; } = [];

    public Func<CreateSessionResult> OnCreate { get; set; } = () => new CreateSessionResult.Created(Sample.Row(), Replayed: false);

    public Func<PromptResult> OnPrompt { get; set; } = () => new PromptResult.Accepted(Sample.Turn, 2, 0, Replayed: false);

    public Func<CancelResult> OnCancel { get; set; } = () => new CancelResult.Cancelling(Sample.Turn);

    public Func<ResolveApprovalResult> OnDecide { get; set; } = () => new ResolveApprovalResult.Resolved(Sample.ApprovalRow("approve"));

    public DeleteResult OnDelete { get; set; } = DeleteResult.Deleted;

    public Task<CreateSessionResult> CreateAsync(CreateSessionCommand command, CancellationToken cancellationToken)
    {
        Creates.Add(command);
        return Task.FromResult(OnCreate());
    }

    public Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken)
    {
        Prompts.Add(command);
        return Task.FromResult(OnPrompt());
    }

    public Task<CancelResult> CancelAsync(SessionKey session, TurnId? turn, CancellationToken cancellationToken)
    {
        Cancels.Add(turn);
        return Task.FromResult(OnCancel());
    }

    public Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken)
    {
        Decisions.Add(command);
        return Task.FromResult(OnDecide());
    }

    public Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken) => Task.FromResult(OnDelete);
}
