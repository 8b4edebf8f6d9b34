namespace Silo.Abstractions.Tools;

/// <summary>A tool cannot run on this host. Retry after mending what the message names.</summary>
public sealed class ToolUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code with a page in docs/errors, such as <c>sandbox_unavailable</c>.</param>
    /// <param name="message">What is missing and how to get it, such as the package to install.</param>
    /// <param name="innerException">What failed.</param>
    public ToolUnavailableException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>A stable code.</summary>
    public string Code { get; }
}
