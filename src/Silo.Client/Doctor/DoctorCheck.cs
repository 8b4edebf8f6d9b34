using Silo.Abstractions.Diagnostics;

namespace Silo.Client.Doctor;

/// <summary>One thing that the server looked at.</summary>
public sealed record DoctorCheck
{
    /// <summary>What it is, such as <c>journal</c> or <c>sandbox.memory</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it is.</summary>
    public required DoctorStatus Status { get; init; }

    /// <summary>One line for people.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? Mend { get; init; }
}
