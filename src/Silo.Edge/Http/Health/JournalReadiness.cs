using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Http.Health;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalReadiness(ISessionCatalog catalog) : IReadinessCheck
{
    public string Name => "journal";

    public async Task<ReadinessResult> CheckAsync(CancellationToken cancellationToken)
    {
        await catalog.ListAsync(new SessionQuery { Tenant = TenantId.Default, Limit = 1 }, cancellationToken);
        return new ReadinessResult(Ok: true, "It answers.");
    }
}
