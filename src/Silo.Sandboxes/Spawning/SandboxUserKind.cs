namespace Silo.Sandboxes.Spawning;

/// <summary>Whom a sandbox's processes run as, in the words of the event <c>sandbox.created</c>.</summary>
internal static class SandboxUserKind
{
    /// <summary>The host's own user.</summary>
    public const string Host = "host";

    /// <summary>A user of the workspace's own, who owns nothing: a mount shows it the host's files as its own.</summary>
    public const string Mapped = "mapped";

    /// <summary>A user of the workspace's own, of the host's subordinate ids, who owns the workspace's files.</summary>
    public const string Subordinate = "subordinate";
}
