using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Access;

/// <summary>Every port as one caller has it. What stands here is all that a route or a hub may use.</summary>
public sealed class CallerPorts
{
    internal CallerPorts(Caller caller)
    {
        Caller = caller;
    }

    /// <summary>Who asks.</summary>
    public Caller Caller { get; }

    /// <summary>Commands to sessions.</summary>
    public required ISessionDirectory Directory { get; init; }

    /// <summary>What sessions say.</summary>
    public required ISessionFeed Feed { get; init; }

    /// <summary>Sessions, tasks and approvals, looked up.</summary>
    public required ISessionCatalog Catalog { get; init; }

    /// <summary>Files.</summary>
    public required IWorkspaceStore Workspaces { get; init; }

    /// <summary>Blobs.</summary>
    public required IBlobStore Blobs { get; init; }

    /// <summary>Agents.</summary>
    public required IAgentCatalog Agents { get; init; }

    /// <summary>Checks of agent files.</summary>
    public required IAgentValidator Validator { get; init; }

    /// <summary>Keys.</summary>
    public required IKeyDirectory Keys { get; init; }

    /// <summary>The audit log.</summary>
    public required IAuditReader Audit { get; init; }

    /// <summary>How well the host is.</summary>
    public required IDoctor Doctor { get; init; }
}
