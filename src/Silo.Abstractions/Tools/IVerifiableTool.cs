namespace Silo.Abstractions.Tools;

/// <summary>A tool of effect <see cref="Effect.Verify"/>: it can tell whether a call in doubt took effect.</summary>
public interface IVerifiableTool : ITool
{
    /// <summary>Looks whether an earlier attempt took effect.</summary>
    /// <returns>Its result when it did; null when it did not, and then it runs again.</returns>
    Task<ToolResult?> VerifyAsync(ToolInvocation call, CancellationToken cancellationToken);
}
