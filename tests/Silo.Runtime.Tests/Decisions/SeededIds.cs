using Silo.Abstractions.Identity;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>Ids that are the same in every run.</summary>
internal sealed class SeededIds
{
    private readonly TimedIdSource _ids = new(new ManualTime(), new SeededRandom(5));

    public SessionId NewSession() => _ids.NewSession();

    public TurnId NewTurn() => _ids.NewTurn();

    public ApprovalId NewApproval() => _ids.NewApproval();
}
