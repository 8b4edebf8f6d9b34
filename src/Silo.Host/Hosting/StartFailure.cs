using Silo.Abstractions.Journal;
using Silo.Agents.Definitions;
using Silo.Host.Configuration;

namespace Silo.Host.Hosting;

/// <summary>Tells what a person can mend from what is a bug: the first gets a sentence, the second its stack trace.</summary>
internal static class StartFailure
{
    /// <summary>What to print; null for a failure that nobody foresaw.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsInvalidException or AgentFilesInvalidException or JournalException => exception.Message,
        // The data directory in use, not writable, or damaged; the address in use; a kernel that is too old.
        IOException or UnauthorizedAccessException or InvalidDataException or PlatformNotSupportedException => exception.Message,
        _ => null,
    };
}
