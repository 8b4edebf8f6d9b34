using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>What became of a prompt.</summary>
public abstract record PromptResult
{
    private PromptResult()
    {
    }

    /// <summary>It is recorded, durably.</summary>
    /// <param name="Turn">The turn that answers it, and so the task.</param>
    /// <param name="Sequence">The sequence of its event: read on from there.</param>
    /// <param name="Position">How many turns stand before it.</param>
    /// <param name="Replayed">Whether an earlier request with the same key had brought it.</param>
    public sealed record Accepted(TurnId Turn, long Sequence, int Position, bool Replayed) : PromptResult;

    /// <summary>The session does not exist.</summary>
    public sealed record NotFound : PromptResult;

    /// <summary>The idempotency key was used with another body.</summary>
    public sealed record KeyReused : PromptResult;

    /// <summary>As many turns wait as may. Retry when one has ended.</summary>
    /// <param name="Limit">The agent's <c>queued_turns_max</c>.</param>
    public sealed record QueueFull(int Limit) : PromptResult;

    /// <summary>The running turn's driver takes no prompts into it. Send it with mode <c>queue</c>.</summary>
    public sealed record CannotInterject : PromptResult;

    /// <summary>The session cannot be brought to life at the moment. Retry.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Message">Why.</param>
    public sealed record Unavailable(string Code, string Message) : PromptResult;
}
