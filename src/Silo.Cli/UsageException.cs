namespace Silo.Cli;

/// <summary>The command was not given what it needs; the message says what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
