namespace Silo.FakeModel.Scripts;

/// <summary>The replies of one conversation, in order.</summary>
/// <remarks>
/// Which reply a request gets follows from the request alone: it is the number of assistant messages already in it. So the server
/// needs no memory of a conversation, and a host that was killed and asks again gets the same reply again.
/// </remarks>
public sealed record FakeConversation
{
    /// <summary>Fits a request whose first user message contains this text; null fits every request.</summary>
    public string? Marker { get; init; }

    /// <summary>Fits a request for this model; null fits every model.</summary>
    public string? Model { get; init; }

    /// <summary>The replies.</summary>
    public required IReadOnlyList<FakeReply> Replies { get; init; }

    /// <summary>Begin again with the first reply after the last one. Otherwise a request too many gets 400.</summary>
    public bool Repeat { get; init; }

    /// <summary>Used instead of the reply that is due while a result of the last tool calls says "interrupted"; does not count as a reply.</summary>
    public FakeReply? OnInterrupted { get; init; }

    /// <summary>Whether assistant messages that come back must be what was sent; default true. A difference gets 400.</summary>
    public bool VerifyReplay { get; init; } = true;

    internal string Name => Marker ?? Model ?? "*";

    internal bool Fits(string firstUserText, string model) =>
        (Marker is null || firstUserText.Contains(Marker, StringComparison.Ordinal)) && (Model is null || Model == model);
}
