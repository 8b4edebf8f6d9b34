namespace Silo.Runtime.Access;

/// <summary>How the audit log is kept.</summary>
public sealed class AuditOptions
{
    /// <summary>How long an entry is kept.</summary>
    /// <value>Default 400 days, 1 day to 3,650 days.</value>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Checks the options.</summary>
    /// <returns>Every error, each naming the setting, its value and its range; empty when all is well.</returns>
    public IReadOnlyList<string> Validate() => KeepFor >= TimeSpan.FromDays(1) && KeepFor <= TimeSpan.FromDays(3650)
        ? []
        : [$"Audit:{nameof(KeepFor)} is {KeepFor}; allowed: 1.00:00:00 to 3650.00:00:00."];
}
