namespace Silo.Edge.Http.Turns;

/// <summary>What <c>POST /v1/sessions/{id}/turns</c> takes.</summary>
internal sealed record PromptBody
{
    public PromptText? Prompt { get; init; }

    public string? Mode { get; init; }

    public long? DeadlineMs { get; init; }
}
