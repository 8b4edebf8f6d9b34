using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Workspaces that no other host can reach: whoever asks has them.</summary>
internal sealed class OwnWorkspaces : IWorkspaceHolds, IWorkspaceHold
{
    private readonly Task<IWorkspaceHold?> _held;

    private OwnWorkspaces() => _held = Task.FromResult<IWorkspaceHold?>(this);

    /// <summary>The one instance.</summary>
    internal static OwnWorkspaces Instance { get; } = new();

    public string? Unended => null;

    public Task<IWorkspaceHold?> TryTakeAsync(SessionKey key, CancellationToken cancellationToken) => _held;

    public Task LetGoAsync(Func<Task> prove) => Task.CompletedTask;
}
