using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Turns;

/// <summary>What a turn's program works with. Every call is a recorded step; steps are told apart by their order.</summary>
/// <remarks>
/// A step's result reaches the program before it is committed, but no later step takes effect before the commit: so the start of
/// a step rides in the commit of the result before it. Calls come from one flow of control; only
/// <see cref="ToolsAsync"/> runs things at once.
/// </remarks>
public interface ITurnContext
{
    /// <summary>The session, with its tenant.</summary>
    SessionKey Session { get; }

    /// <summary>The turn.</summary>
    TurnId Turn { get; }

    /// <summary>The agent.</summary>
    AgentDefinition Agent { get; }

    /// <summary>The fence under which this runs; for receivers that refuse older ones.</summary>
    long Epoch { get; }

    /// <summary>The prompt that the turn answers.</summary>
    IReadOnlyList<ContentBlock> Prompt { get; }

    /// <summary>The tools that the agent's definition names. Those of its MCP servers are in <see cref="MessageAttempt.Tools"/>: they are asked for when a model is.</summary>
    IReadOnlyList<ToolDefinition> Tools { get; }

    /// <summary>Whether somebody spoke into the turn since its last model call began. A program that is about to end calls the model again instead.</summary>
    bool InterjectionPending { get; }

    /// <summary>A streamed model call. Attempts that fail in a way that may pass are made again within the turn's deadline.</summary>
    /// <param name="request">Who is called.</param>
    /// <param name="producer">Makes one attempt. Not called when the step has ended before.</param>
    /// <returns>The whole message.</returns>
    /// <exception cref="StepFailedException">It failed for good; recorded. End the turn with its error.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled or the session stops. Let it through.</exception>
    Task<MessageOutcome> MessageAsync(MessageRequest request, MessageProducer producer);

    /// <summary>Runs tool calls, at once where the agent's limits allow, each a step of its own.</summary>
    /// <param name="calls">1 to 128 calls.</param>
    /// <returns>One outcome for each call, in the same order. A refusal or failure is an outcome, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The turn was cancelled or the session stops. Let it through.</exception>
    Task<IReadOnlyList<ToolOutcome>> ToolsAsync(IReadOnlyList<ToolUseBlock> calls);

    /// <summary>Runs a piece of code once, and records what it returned.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="name">The step's name, 1 to 128 characters; the same at every run of the program.</param>
    /// <param name="effect"><see cref="Effect.Pure"/> or <see cref="Effect.Idempotent"/>: the code runs again when it is in doubt.</param>
    /// <param name="type">How the result is written down; at most 16 MiB as JSON.</param>
    /// <param name="body">The code.</param>
    /// <exception cref="StepFailedException">It threw; recorded. Retry by a further step, if at all.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled or the session stops. Let it through.</exception>
    Task<T> StepAsync<T>(string name, Effect effect, JsonTypeInfo<T> type, Func<StepAttempt, CancellationToken, Task<T>> body);

    /// <summary>Asks a person, and waits as long as it takes.</summary>
    /// <param name="request">What is asked.</param>
    /// <exception cref="OperationCanceledException">The turn was cancelled or the session stops. Let it through.</exception>
    Task<ApprovalOutcome> AskAsync(ApprovalRequest request);
}
