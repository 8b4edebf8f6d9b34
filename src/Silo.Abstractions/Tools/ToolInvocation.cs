using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Tools;

/// <summary>One call of a tool.</summary>
public sealed record ToolInvocation
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>The turn.</summary>
    public required TurnId Turn { get; init; }

    /// <summary>The agent.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>The step's sequence.</summary>
    public required long Step { get; init; }

    /// <summary>The idempotency key: session, <c>/</c> and step; the same for all attempts, never used for another call.</summary>
    public required string Key { get; init; }

    /// <summary>The fence, for receivers that refuse older ones.</summary>
    public required long Epoch { get; init; }

    /// <summary>The attempt: 1, 2, 3 …</summary>
    public required int Attempt { get; init; }

    /// <summary>The input: an object. Hostile: check everything.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>The session's files and sandbox.</summary>
    public required ISessionResources Resources { get; init; }

    /// <summary>Takes output while the call runs; readers see it at once.</summary>
    public required IToolOutput Output { get; init; }

    /// <summary>Takes what the call hands over to people.</summary>
    public required IToolArtifacts Artifacts { get; init; }

    /// <summary>Asks a person while the call runs.</summary>
    public required IToolQuestions Questions { get; init; }
}
