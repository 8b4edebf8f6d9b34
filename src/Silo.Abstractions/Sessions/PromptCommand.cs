using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Gives a session a prompt.</summary>
public sealed record PromptCommand
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>1 to 64 blocks of text, at most 200 KiB together; longer texts are blobs already.</summary>
    public required IReadOnlyList<ContentBlock> Prompt { get; init; }

    /// <summary>What it does when a turn is running.</summary>
    /// <value>Default <see cref="PromptMode.Queue"/>.</value>
    public PromptMode Mode { get; init; }

    /// <summary>How long its turn may take; null for the agent's own limit.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The client's idempotency key; null for none.</summary>
    public ClientKey? Key { get; init; }
}
