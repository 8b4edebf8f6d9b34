namespace Silo.Runtime.Archives;

/// <summary>How far a walk over sessions is.</summary>
/// <param name="Sessions">Sessions that are behind it.</param>
/// <param name="Events">Their events.</param>
public readonly record struct ArchiveProgress(long Sessions, long Events);
