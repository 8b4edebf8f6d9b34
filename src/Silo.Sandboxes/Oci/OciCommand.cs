using Silo.Abstractions.Agents;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Oci;

/// <summary>What one bundle is made for.</summary>
internal sealed record OciCommand
{
    public required RunRequest Request { get; init; }

    public required SandboxSettings Settings { get; init; }

    /// <summary>The sandbox's own directories.</summary>
    public required SandboxDirectory Directory { get; init; }

    /// <summary>Whether what they hold as /tmp and /home/agent is bounded already.</summary>
    public required bool IsTmpBounded { get; init; }

    /// <summary>The workspace, as the runtime sees it.</summary>
    public required string Workspace { get; init; }

    /// <summary>Whom its processes are on the host.</summary>
    public required uint HostUid { get; init; }

    /// <inheritdoc cref="HostUid" />
    public required uint HostGid { get; init; }

    /// <summary>The kernel's limits on each of its processes.</summary>
    public required IReadOnlyList<ProcessLimit> Limits { get; init; }
}
