namespace Silo.Abstractions.Artifacts;

/// <summary>An artifact cannot be published. Do not retry with the same content; the message says what to do instead.</summary>
public sealed class ArtifactRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code"><c>artifact_invalid</c>, <c>artifact_too_large</c> or <c>artifact_limit</c>.</param>
    /// <param name="message">What is wrong, for the model.</param>
    public ArtifactRefusedException(string code, string message)
        : base(message) => Code = code;

    /// <summary>A stable code.</summary>
    public string Code { get; }
}
