using Silo.Abstractions.Identity;

namespace Silo.Client.Sessions;

/// <summary>The answer of <c>POST /v1/sessions/{id}/cancel</c>.</summary>
internal sealed record CancelAnswer(TurnId Task);
