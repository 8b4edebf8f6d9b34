using Silo.Sandboxes.Profiles;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>One control that stands in an attack's way.</summary>
/// <param name="Name">Its name in the message of a failed test.</param>
/// <param name="Off">Takes it away.</param>
internal sealed record Layer(string Name, Func<ProfileControls, ProfileControls> Off)
{
    internal static readonly Layer Users = new(nameof(ProfileControls.UserNamespace), c => c with { UserNamespace = false });
    internal static readonly Layer NestedUsers = new(nameof(ProfileControls.NoNestedUsers), c => c with { NoNestedUsers = false });
    internal static readonly Layer Processes = new(nameof(ProfileControls.ProcessNamespace), c => c with { ProcessNamespace = false });
    internal static readonly Layer Network = new(nameof(ProfileControls.NetworkNamespace), c => c with { NetworkNamespace = false });
    internal static readonly Layer Capabilities = new(nameof(ProfileControls.NoCapabilities), c => c with { NoCapabilities = false });
    internal static readonly Layer Filter = new(nameof(ProfileControls.Seccomp), c => c with { Seccomp = false });
    internal static readonly Layer Root = new(nameof(ProfileControls.ReadOnlyRoot), c => c with { ReadOnlyRoot = false });
    internal static readonly Layer Settings = new(nameof(ProfileControls.ReadOnlySettings), c => c with { ReadOnlySettings = false });
    internal static readonly Layer Temporary = new(nameof(ProfileControls.OwnTemporary), c => c with { OwnTemporary = false });
    internal static readonly Layer SystemTree = new(nameof(ProfileControls.NoSystemTree), c => c with { NoSystemTree = false });
    internal static readonly Layer Variables = new(nameof(ProfileControls.ClearEnvironment), c => c with { ClearEnvironment = false });
    internal static readonly Layer Limits = new(nameof(ProfileControls.ResourceLimits), c => c with { ResourceLimits = false });
    internal static readonly Layer Output = new(nameof(ProfileControls.OutputLimit), c => c with { OutputLimit = false });
    internal static readonly Layer Disk = new(nameof(ProfileControls.DiskWatch), c => c with { DiskWatch = false });
    internal static readonly Layer TemporarySize = new(nameof(ProfileControls.TemporaryLimits), c => c with { TemporaryLimits = false });
}
