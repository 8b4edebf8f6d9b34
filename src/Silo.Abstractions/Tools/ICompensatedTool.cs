namespace Silo.Abstractions.Tools;

/// <summary>A tool of effect <see cref="Effect.Compensated"/>: what it did can be undone.</summary>
public interface ICompensatedTool : ITool
{
    /// <summary>Undoes an earlier attempt, whether or not it took effect. Must itself be idempotent by the call's key.</summary>
    Task CompensateAsync(ToolInvocation call, CancellationToken cancellationToken);
}
