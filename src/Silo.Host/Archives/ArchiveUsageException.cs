namespace Silo.Host.Archives;

/// <summary>The command line is wrong. Mend it, then try again.</summary>
internal sealed class ArchiveUsageException(string message) : Exception(message);
