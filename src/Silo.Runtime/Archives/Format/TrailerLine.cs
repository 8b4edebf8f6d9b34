namespace Silo.Runtime.Archives.Format;

/// <summary>The last line: how many sessions were ended, and the SHA-256 of their digests, one after the other.</summary>
internal sealed record TrailerLine(long Sessions, long Abandoned, string Sha256);
