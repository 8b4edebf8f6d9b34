using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>The idempotency key that a step hands out: session and sequence of its start, so that it is never used twice.</summary>
internal static class StepKeys
{
    internal static string For(SessionId session, long step) => $"{session.Value}/{step}";
}
