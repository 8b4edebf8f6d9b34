using Silo.Abstractions.Diagnostics;

namespace Silo.Client.Doctor;

/// <summary>What of a server works, and with how much protection.</summary>
public sealed record DoctorReport
{
    /// <summary>The worst of all.</summary>
    public required DoctorStatus Status { get; init; }

    /// <summary>Everything that was looked at, by name.</summary>
    public IReadOnlyList<DoctorCheck> Checks { get; init; } = [];
}
