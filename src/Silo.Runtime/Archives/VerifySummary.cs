namespace Silo.Runtime.Archives;

/// <summary>What a walk over a journal found.</summary>
/// <param name="Sessions">Sessions that were walked.</param>
/// <param name="Events">Their events.</param>
/// <param name="Blobs">Blobs that were read and compared.</param>
/// <param name="BlobsElsewhere">Blobs that lie with other nodes, and were not looked at.</param>
/// <param name="Damaged">Sessions with findings.</param>
public sealed record VerifySummary(long Sessions, long Events, long Blobs, long BlobsElsewhere, long Damaged);
