namespace Silo.Sandboxes.Native;

/// <summary>What a tree of files takes.</summary>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="Files">Files, directories and links, the root not counted.</param>
/// <param name="IsWhole">False when counting stopped at a bound: there is more.</param>
internal readonly record struct TreeUsage(long Bytes, long Files, bool IsWhole);
