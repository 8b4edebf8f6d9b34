namespace Silo.Runtime.Archives;

/// <summary>What was exported.</summary>
/// <param name="Sessions">Sessions that are whole in the file.</param>
/// <param name="Events">Their events.</param>
/// <param name="Blobs">Their blobs.</param>
/// <param name="Busy">How many of them were being worked on.</param>
/// <param name="Abandoned">Sessions that could not be read to their end; their lines do not count.</param>
public sealed record ExportSummary(long Sessions, long Events, long Blobs, long Busy, long Abandoned);
