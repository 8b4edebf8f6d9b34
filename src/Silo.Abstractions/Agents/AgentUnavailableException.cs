namespace Silo.Abstractions.Agents;

/// <summary>An agent cannot run on this host: a driver, a key or a program is missing. Retry after mending that.</summary>
public sealed class AgentUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code with a page in docs/errors.</param>
    /// <param name="message">What is missing and how to get it.</param>
    /// <param name="innerException">What failed.</param>
    public AgentUnavailableException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>A stable code with a page in docs/errors.</summary>
    public string Code { get; }
}
