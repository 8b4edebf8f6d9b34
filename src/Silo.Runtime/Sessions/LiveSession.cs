using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Sessions;

/// <summary>A session that lives on this node, or is about to.</summary>
/// <param name="failures">How many actors of the session failed in a row before this one.</param>
internal sealed class LiveSession(int failures)
{
    /// <summary>How many actors of the session failed in a row before this one.</summary>
    internal int Failures => failures;

    internal TaskCompletionSource<ActivationResult> Activated { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Owner { get; set; } = Task.CompletedTask;

    internal SessionActor? Actor { get; set; }
}
