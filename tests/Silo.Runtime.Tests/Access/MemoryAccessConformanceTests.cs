using Silo.Abstractions.Access;
using Silo.Conformance.Access;

namespace Silo.Runtime.Tests.Access;

/// <summary>The stores in memory that other tests stand on, held to what every such store must do.</summary>
public sealed class MemoryAccessConformanceTests : AccessStoreConformance, IAsyncDisposable
{
    private readonly MemoryKeys _keys = new();
    private readonly MemoryAudit _audit = new();

    protected override Task<(IKeyStore Keys, IAuditLog Audit, IAsyncDisposable Owner)> OpenStoreAsync() =>
        Task.FromResult<(IKeyStore, IAuditLog, IAsyncDisposable)>((_keys, _audit, new MemoryStream()));
}
