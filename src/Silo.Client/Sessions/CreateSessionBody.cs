namespace Silo.Client.Sessions;

/// <summary>The body of <c>POST /v1/sessions</c>.</summary>
internal sealed record CreateSessionBody(string Agent, string? Title, IReadOnlyDictionary<string, string>? Labels);
