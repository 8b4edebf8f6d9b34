namespace Silo.Abstractions.Access;

/// <summary>The caller's role does not allow what it asked for. Do not retry; nothing was done.</summary>
/// <param name="operation">What it asked for.</param>
/// <param name="needed">The least role that may; null when no role may with this kind of access.</param>
public sealed class AccessDeniedException(Operation operation, Role? needed)
    : Exception(needed is null ? $"This access does not cover {operation}." : $"{operation} needs the role {needed}.")
{
    /// <summary>What was asked for.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>The least role that may; null when no role may with this kind of access.</summary>
    public Role? Needed { get; } = needed;
}
