using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Access;

/// <summary>What every store of keys and of the audit log must do. A provider derives from it and opens a fresh store for each test.</summary>
public abstract partial class AccessStoreConformance : IAsyncLifetime
{
    private static readonly TenantId Mine = TenantId.Parse("mine");
    private static readonly TenantId Theirs = TenantId.Parse("theirs");

    private readonly List<IAsyncDisposable> _opened = [];
    private int _last;

    /// <summary>The store of keys.</summary>
    protected IKeyStore Keys { get; private set; } = null!;

    /// <summary>The audit log.</summary>
    protected IAuditLog Audit { get; private set; } = null!;

    /// <summary>Opens the store of this test; called again, it opens it beside the first.</summary>
    protected abstract Task<(IKeyStore Keys, IAuditLog Audit, IAsyncDisposable Owner)> OpenStoreAsync();

    public async ValueTask InitializeAsync() => (Keys, Audit) = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var one in _opened) await one.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<(IKeyStore Keys, IAuditLog Audit)> OpenAsync()
    {
        var (keys, audit, owner) = await OpenStoreAsync();
        _opened.Add(owner);
        return (keys, audit);
    }

    private byte[] Next() => [0, 0, 0, 0, 0, 0, 0, 0, (byte)(++_last >> 8), (byte)_last];

    private ApiKey NewKey(TenantId? tenant = null) => new()
    {
        Id = KeyId.Create(TestIds.Epoch, Next()),
        Tenant = tenant ?? Mine,
        Role = Role.Approver,
        Name = "Anna's \\ laptop \0 ☂",
        SecretSha256 = new string('a', 64),
        CreatedAt = TestIds.Epoch.AddTicks(7),
        CreatedBy = "local",
        ExpiresAt = TestIds.Epoch.AddDays(1),
    };
}
