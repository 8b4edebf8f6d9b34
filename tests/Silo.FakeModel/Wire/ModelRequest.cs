using System.Text.Json;

namespace Silo.FakeModel.Wire;

/// <summary>What both protocols' requests say, in one form.</summary>
internal sealed record ModelRequest
{
    internal required IProtocol Protocol { get; init; }

    internal required string Model { get; init; }

    internal required bool Stream { get; init; }

    internal required bool StreamUsage { get; init; }

    internal required string FirstUserText { get; init; }

    /// <summary>The assistant messages, oldest first.</summary>
    internal required IReadOnlyList<AssistantTurn> Assistants { get; init; }

    /// <summary>The text of the results of the last assistant message's calls.</summary>
    internal required IReadOnlyList<string> LastResults { get; init; }

    internal required long Bytes { get; init; }

    internal required JsonElement Body { get; init; }

    /// <summary>Replies given already; detours after an interruption do not count.</summary>
    internal int ReplyIndex => Assistants.Count(a => !a.IsDetour);

    internal bool Interrupted => LastResults.Any(r => r.Contains("interrupted", StringComparison.OrdinalIgnoreCase));
}
