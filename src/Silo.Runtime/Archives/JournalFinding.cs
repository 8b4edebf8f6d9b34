using Silo.Abstractions.Identity;

namespace Silo.Runtime.Archives;

/// <summary>One thing that is not as it should be in a journal, or in a copy of its sessions.</summary>
/// <param name="Session">The session.</param>
/// <param name="Sequence">The event; null where it is about a row.</param>
/// <param name="Code">What kind of damage; one of <see cref="FindingCodes"/>.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record JournalFinding(SessionKey Session, long? Sequence, string Code, string Expected, string Found);
