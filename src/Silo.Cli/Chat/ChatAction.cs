using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Cli.Chat;

/// <summary>What a key leads to.</summary>
internal abstract record ChatAction
{
    /// <summary>Nothing but a new drawing.</summary>
    internal sealed record None : ChatAction;

    /// <summary>Says something to the agent.</summary>
    internal sealed record Send(string Text, PromptMode Mode) : ChatAction
    {
        /// <summary>By which the server knows this request again; null until it is about to be sent.</summary>
        internal string? IdempotencyKey { get; init; }
    }

    /// <summary>Cancels a turn.</summary>
    internal sealed record Cancel(TurnId Turn) : ChatAction;

    /// <summary>Decides what the turn waits for.</summary>
    internal sealed record Decide(ApprovalId Approval, string Decision, string? Answer) : ChatAction;

    /// <summary>Tells the person something.</summary>
    internal sealed record Say(string Text) : ChatAction;

    /// <summary>Ends the chat; the session stays.</summary>
    internal sealed record Leave : ChatAction;
}
