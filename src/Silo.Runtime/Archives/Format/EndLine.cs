namespace Silo.Runtime.Archives.Format;

/// <summary>Ends a session: what it has had, and the SHA-256 of its lines, newlines included, from its first to the one before this.</summary>
internal sealed record EndLine(SessionCounts Counts, string Sha256);
