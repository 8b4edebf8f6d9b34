namespace Silo.Host.Archives;

/// <summary>What to do with a journal.</summary>
internal enum ArchiveVerb
{
    Verify,
    Export,
    Import,
}
