using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>What became of a change.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Outcome"><c>done</c>, <c>forbidden</c>, <c>failed</c>, or a code.</param>
/// <param name="Target">What it made; null when the entry says its target already.</param>
/// <param name="At">When it ended.</param>
public sealed record AuditEnd(AuditId Entry, string Outcome, string? Target, DateTimeOffset At);
