using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Http.Health;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalReadiness(ISessionCatalog catalog, IEnumerable<IJournalLoad> journals) : IReadinessCheck
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(1);

    public string Name => "journal";

    public async Task<ReadinessResult> CheckAsync(CancellationToken cancellationToken)
    {
        // Asked first: a journal that hangs does not answer, and this says since when.
        foreach (var load in journals.Select(j => j.Load).Where(l => l.Silence > SilenceMax))
            return new ReadinessResult(Ok: false, string.Create(CultureInfo.InvariantCulture, $"It has ended nothing for {load.Silence.TotalSeconds:0.0} s; {load.Calls} calls wait, with {load.Bytes} bytes."));
        await catalog.ListAsync(new SessionQuery { Tenant = TenantId.Default, Limit = 1 }, cancellationToken);
        return new ReadinessResult(Ok: true, "It answers.");
    }
}
