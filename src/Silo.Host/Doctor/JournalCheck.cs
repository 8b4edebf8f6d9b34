using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Host.Doctor;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalCheck(ISessionCatalog catalog) : IDoctorCheck
{
    public string Name => "journal";

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        await catalog.ListAsync(new SessionQuery { Tenant = TenantId.Default, Limit = 1 }, cancellationToken);
        return [new DoctorResult(Name, DoctorStatus.Ok, "It answers.")];
    }
}
