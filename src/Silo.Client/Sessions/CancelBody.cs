using Silo.Abstractions.Identity;

namespace Silo.Client.Sessions;

/// <summary>The body of <c>POST /v1/sessions/{id}/cancel</c>.</summary>
internal sealed record CancelBody(TurnId? Task);
