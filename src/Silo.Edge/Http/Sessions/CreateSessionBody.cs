namespace Silo.Edge.Http.Sessions;

/// <summary>What <c>POST /v1/sessions</c> takes.</summary>
internal sealed record CreateSessionBody
{
    public string? Agent { get; init; }

    public string? Title { get; init; }

    public Dictionary<string, string?>? Labels { get; init; }
}
