namespace Silo.FakeModel.Delivery;

/// <summary>One request, as far as it has come.</summary>
public sealed record RequestRecord
{
    /// <summary><c>anthropic</c> or <c>openai</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The scripted conversation: its marker, its model or <c>*</c>; null when none was found.</summary>
    public string? Script { get; init; }

    /// <summary>The text of the first user message: what tells conversations of one script apart.</summary>
    public string? Conversation { get; init; }

    /// <summary>The reply: 0, 1, 2 …; -1 for a detour after an interruption, and where none was found.</summary>
    public int Reply { get; init; } = -1;

    /// <summary>The request of this reply in this conversation: 1, 2, 3 …</summary>
    public int Request { get; init; }

    /// <summary>How it ended.</summary>
    public RequestOutcome Outcome { get; init; }

    /// <summary>The HTTP status; 0 while there is none.</summary>
    public int Status { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? Error { get; init; }

    /// <summary>Tokens sent: bought, whether or not anybody kept them.</summary>
    public int TokensSent { get; init; }

    /// <summary>Tokens of the whole reply.</summary>
    public int TokensTotal { get; init; }

    /// <summary>Bytes of the body sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>The request's body, verbatim.</summary>
    public string Body { get; init; } = string.Empty;
}
