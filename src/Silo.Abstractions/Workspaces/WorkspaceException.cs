namespace Silo.Abstractions.Workspaces;

/// <summary>A workspace refused an access. The code says why; do not retry unless it is <c>workspace_full</c>.</summary>
public sealed class WorkspaceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">A stable code: <c>file_not_found</c>, <c>not_a_file</c>, <c>not_a_directory</c>, <c>path_invalid</c>, <c>path_outside</c>, <c>permission_denied</c>, <c>file_too_large</c>, <c>workspace_full</c>, <c>workspace_foreign</c>, <c>tar_invalid</c>, <c>tar_hostile</c>, <c>tar_too_large</c>.</param>
    /// <param name="message">What was refused and why.</param>
    /// <param name="innerException">What failed.</param>
    public WorkspaceException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>A stable code.</summary>
    public string Code { get; }
}
