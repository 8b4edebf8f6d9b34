using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>Where a session stands in the journal.</summary>
/// <param name="Key">The session, with its tenant.</param>
/// <param name="Epoch">Its fence.</param>
/// <param name="Head">Its last sequence.</param>
public readonly record struct SessionHead(SessionKey Key, long Epoch, long Head);
