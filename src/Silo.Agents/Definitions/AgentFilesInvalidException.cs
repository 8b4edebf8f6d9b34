namespace Silo.Agents.Definitions;

/// <summary>Agent files are wrong; the message lists every error. Retry after mending them.</summary>
public sealed class AgentFilesInvalidException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errors">Every error of every file, at least one.</param>
    public AgentFilesInvalidException(IReadOnlyList<AgentFileError> errors)
        : base($"The agent files have {errors.Count} error(s):{string.Concat(errors.Select(error => Environment.NewLine + "  " + error))}") =>
        Errors = errors;

    /// <summary>Every error, by file and line.</summary>
    public IReadOnlyList<AgentFileError> Errors { get; }
}
