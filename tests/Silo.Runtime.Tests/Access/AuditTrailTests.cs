using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Access;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Access;

public sealed class AuditTrailTests
{
    [Fact]
    public async Task Stop_WhileEndsWaitForAStoreThatFailed_WritesThem()
    {
        var time = new ManualTime();
        var audit = new MemoryAudit();
        using var trail = new AuditTrail(audit, new TimedIdSource(time, new SystemRandomSource()), time, new AuditOptions(), NullLogger<AuditTrail>.Instance);
        var caller = new Caller(TenantId.Default, Role.Operator, "test", "test", "req");
        var entry = await trail.BeginAsync(caller, Operation.KeyCreate, "a", default);
        audit.Failure = () => new JournalUnreachableException("gone");
        await trail.EndAsync(entry, "ok", target: null);
        await trail.StartAsync(default);

        // The batch is taken, was refused, and waits to be tried again.
        await time.WhenArmedAsync(TimeSpan.FromSeconds(1), 1);
        audit.Failure = null;
        await trail.StopAsync(default);
        Assert.Equal("ok", Assert.Single(audit.Entries).Outcome);
    }

    [Fact]
    public async Task Stop_AfterRequestsThatSpentTheirTime_WritesWhatWaits()
    {
        var time = new ManualTime();
        var audit = new MemoryAudit();
        using var trail = new AuditTrail(audit, new TimedIdSource(time, new SystemRandomSource()), time, new AuditOptions(), NullLogger<AuditTrail>.Instance);
        var entry = await trail.BeginAsync(new Caller(TenantId.Default, Role.Operator, "test", "test", "req"), Operation.KeyCreate, "a", default);
        await trail.EndAsync(entry, "ok", target: null);
        await trail.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal("ok", Assert.Single(audit.Entries).Outcome);
    }
}
