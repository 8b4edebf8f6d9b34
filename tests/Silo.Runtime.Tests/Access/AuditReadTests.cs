using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Access;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Access;

public sealed class AuditReadTests
{
    [Fact]
    public async Task Lists_OfATenant_TakeOneOfTheStoresReadersAtATime_AndOthersGoOn()
    {
        var log = new HeldLog();
        using var trail = new AuditTrail(new MemoryAudit(), new TimedIdSource(new ManualTime(), new SystemRandomSource()), new ManualTime(), new AuditOptions(), NullLogger<AuditTrail>.Instance);
        var gate = new AccessGate(
            Port<ISessionDirectory>(), Port<ISessionFeed>(), Port<ISessionCatalog>(), Port<IWorkspaceStore>(), Port<IBlobStore>(),
            Port<IAgentCatalog>(), Port<IAgentValidator>(), Port<IKeyDirectory>(), log, Port<IDoctor>(), trail);
        var mine = TenantId.Parse("mine");
        var stranger = Enumerable.Range(0, 1000).Select(i => TenantId.Parse($"other-{i}")).First(tenant => Turn(tenant) != Turn(mine));
        var lists = Enumerable.Range(0, 20).Select(_ => ListAsync(mine, CancellationToken.None)).ToList();
        using var gone = new CancellationTokenSource();
        var leaving = ListAsync(mine, gone.Token);
        Assert.Equal(1, log.Reading);
        var other = ListAsync(stranger, CancellationToken.None);
        Assert.Equal(2, log.Reading);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        log.Answer.SetResult([]);
        Assert.Empty(await other);
        foreach (var list in await Task.WhenAll(lists)) Assert.Empty(list);
        Assert.Equal(21, log.Read);

        Task<IReadOnlyList<AuditEntry>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
            gate.For(new Caller(tenant, Role.Operator, "key_x", "Anna", "request-1")).Audit.ListAsync(new AuditQuery { Tenant = TenantId.Default }, cancellationToken);
    }

    private static uint Turn(TenantId tenant) => (uint)tenant.GetHashCode() % AccessGate.AuditTurns;

    private static T Port<T>()
        where T : class => (T)RecordingPort.For(typeof(T), (_, _) => throw new NotSupportedException());

    private sealed class HeldLog : IAuditLog
    {
        private int _reading;
        private int _read;

        public int Reading => _reading;

        public int Read => _read;

        public TaskCompletionSource<IReadOnlyList<AuditEntry>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _read);
            Interlocked.Increment(ref _reading);
            var answer = await Answer.Task;
            Interlocked.Decrement(ref _reading);
            return answer;
        }

        public Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
