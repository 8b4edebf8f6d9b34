using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Workspaces;
using Silo.Host.Tests.Support;
using Silo.Runtime.Access;

namespace Silo.Host.Tests.Access;

/// <summary>A tenant with something of everything in it, and a key of each kind.</summary>
internal sealed class AccessTenant
{
    /// <summary>The number of its session's artifact: its turn's events come in one order.</summary>
    public const long Artifact = 9;

    private readonly CallerPorts _ports;
    private readonly IKeyDirectory _keys;
    private readonly TimeProvider _time;

    private AccessTenant(string name, IServiceProvider services)
    {
        Tenant = TenantId.Parse(name);
        _ports = services.GetRequiredService<AccessGate>().For(new Caller(Tenant, Role.Operator, "test", "test", "test"));
        _keys = services.GetRequiredService<IKeyDirectory>();
        _time = services.GetRequiredService<TimeProvider>();
    }

    public TenantId Tenant { get; }

    /// <summary>The texts of its keys, by role.</summary>
    public Dictionary<Role, string> Keys { get; } = [];

    public string Expired { get; private set; } = string.Empty;

    public string Revoked { get; private set; } = string.Empty;

    /// <summary>A session that waits for a decision.</summary>
    public string Session { get; private set; } = string.Empty;

    public string Task { get; private set; } = string.Empty;

    public string Approval { get; private set; } = string.Empty;

    public static async Task<AccessTenant> MakeAsync(LiveHost host, string name)
    {
        var tenant = new AccessTenant(name, host.Services);
        foreach (var role in Enum.GetValues<Role>()) tenant.Keys[role] = (await tenant.NewKeyAsync(role)).Text;
        tenant.Expired = (await tenant.NewKeyAsync(Role.Operator, tenant._time.GetUtcNow().AddSeconds(-1))).Text;
        var revoked = await tenant.NewKeyAsync(Role.Operator);
        await tenant._keys.RevokeAsync(tenant.Tenant, revoked.Key.Id, CancellationToken.None);
        tenant.Revoked = revoked.Text;
        await tenant.AskAsync();
        return tenant;
    }

    public Task<CreatedKey> NewKeyAsync(Role role, DateTimeOffset? expiresAt = null) =>
        _keys.CreateAsync(new CreateKeyCommand(Tenant, role, "test", expiresAt, "test"), CancellationToken.None);

    public async Task<SessionId> NewSessionAsync(string agent = "talk")
    {
        var definition = _ports.Agents.Find(agent)!;
        var created = (CreateSessionResult.Created)await _ports.Directory.CreateAsync(new CreateSessionCommand { Tenant = Tenant, Agent = definition }, CancellationToken.None);
        return created.Row.Key.Session;
    }

    private async Task AskAsync()
    {
        var key = new SessionKey(Tenant, await NewSessionAsync("offers"));
        var workspace = await _ports.Workspaces.OpenAsync(key, CancellationToken.None);
        if (!WorkspacePath.TryParse("a.txt", out var path, out var error)) throw new InvalidOperationException(error);
        await workspace.WriteAsync(path, new MemoryStream("of this tenant"u8.ToArray()), 100, CancellationToken.None);
        var accepted = (PromptResult.Accepted)await _ports.Directory.PromptAsync(new PromptCommand { Session = key, Prompt = [new TextBlock("go")] }, CancellationToken.None);
        await foreach (var item in _ports.Feed.ReadAsync(key, Cursor.Start(key.Session), new FeedOptions { Deltas = false }, CancellationToken.None))
        {
            if (item is not FeedItem.Event e) continue;
            var data = EventCodec.Decode(e.Stored).Data;
            if (data is ArtifactPublished && e.Stored.Sequence != Artifact) throw new InvalidOperationException($"The artifact's number is {e.Stored.Sequence}.");
            if (data is not ApprovalRequested asked) continue;
            (Session, Task, Approval) = (key.Session.Value, accepted.Turn.Value, asked.Approval.Value);
            return;
        }
    }
}
