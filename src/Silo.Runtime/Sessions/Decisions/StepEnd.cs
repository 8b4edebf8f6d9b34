using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>How a step ended, as its program gets it at the first run and at every replay.</summary>
internal abstract record StepEnd
{
    private StepEnd()
    {
    }

    internal sealed record Message(IReadOnlyList<ContentBlock> Blocks, string StopReason, string Model) : StepEnd;

    internal sealed record Tool(ToolStatus Status, IReadOnlyList<ContentBlock> Content, int? ExitCode, EventError? Error) : StepEnd
    {
        /// <summary>What the call hands over; told before its result.</summary>
        internal IReadOnlyList<ArtifactPublished> Artifacts { get; init; } = [];
    }

    internal sealed record Code(JsonElement? Output, BlobRef? Content) : StepEnd;

    internal sealed record Answer(string Decision, string? Text) : StepEnd;

    internal sealed record Failed(EventError Error) : StepEnd;
}
