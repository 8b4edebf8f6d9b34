using Silo.Abstractions.Identity;

namespace Silo.Runtime.Archives;

/// <summary>What a person should know of one session of an export or an import.</summary>
/// <param name="Session">The session.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, and what to do; null where the outcome says it all.</param>
public sealed record SessionNote(SessionKey Session, SessionOutcome Outcome, string? Reason);
