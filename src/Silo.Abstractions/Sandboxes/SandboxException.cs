namespace Silo.Abstractions.Sandboxes;

/// <summary>A sandbox could not be made, used or ended.</summary>
public sealed class SandboxException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code: <c>sandbox_unavailable</c>, <c>sandbox_died</c>, <c>sandbox_not_dead</c>, <c>sandbox_failed</c>.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What failed.</param>
    public SandboxException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>A stable code.</summary>
    public string Code { get; }
}
