using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Access;

/// <summary>Gives each caller its ports. It alone holds the ports that check nothing.</summary>
/// <param name="directory">Commands to sessions.</param>
/// <param name="feed">What sessions say.</param>
/// <param name="catalog">Sessions, tasks and approvals, looked up.</param>
/// <param name="workspaces">Files.</param>
/// <param name="blobs">Blobs.</param>
/// <param name="agents">Agents.</param>
/// <param name="validator">Checks of agent files.</param>
/// <param name="keys">Keys.</param>
/// <param name="audit">The audit log.</param>
/// <param name="doctor">How well the host is.</param>
/// <param name="trail">Writes the audit log.</param>
public sealed class AccessGate(
    ISessionDirectory directory,
    ISessionFeed feed,
    ISessionCatalog catalog,
    IWorkspaceStore workspaces,
    IBlobStore blobs,
    IAgentCatalog agents,
    IAgentValidator validator,
    IKeyDirectory keys,
    IAuditLog audit,
    IDoctor doctor,
    AuditTrail trail)
{
    /// <summary>Turns to read the audit log. A tenant has one of them, and reads one page at a time; two tenants may have to share one.</summary>
    internal const int AuditTurns = 64;

    private readonly SemaphoreSlim[] _auditTurns = [.. Enumerable.Range(0, AuditTurns).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The keys of one caller, where there is no host to ask for anything else.</summary>
    public static IKeyDirectory KeysFor(Caller caller, IKeyDirectory keys, AuditTrail trail) => new AuthorizedKeys(keys, new CallerAccess(caller, trail));

    /// <summary>The ports of one caller.</summary>
    public CallerPorts For(Caller caller)
    {
        var access = new CallerAccess(caller, trail);
        return new CallerPorts(caller)
        {
            Directory = new AuthorizedDirectory(directory, access),
            Feed = new AuthorizedFeed(feed, access),
            Catalog = new AuthorizedCatalog(catalog, access),
            Workspaces = new AuthorizedWorkspaces(workspaces, catalog, access),
            Blobs = new AuthorizedBlobs(blobs, catalog, access),
            Agents = new AuthorizedAgents(agents, access),
            Validator = new AuthorizedValidator(validator, access),
            Keys = new AuthorizedKeys(keys, access),
            Audit = new AuthorizedAudit(audit, _auditTurns[(uint)caller.Tenant.GetHashCode() % AuditTurns], access),
            Doctor = new AuthorizedDoctor(doctor, access),
        };
    }
}
