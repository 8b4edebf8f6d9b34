namespace Silo.Abstractions.Diagnostics;

/// <summary>One thing that a check looked at.</summary>
/// <param name="Name">What it is, in lower case: <c>journal</c>, <c>sandbox.memory</c>.</param>
/// <param name="Status">How it is.</param>
/// <param name="Detail">One line for people. Never holds a secret.</param>
/// <param name="Mend">What to do about it; null when there is nothing to do.</param>
public sealed record DoctorResult(string Name, DoctorStatus Status, string Detail, string? Mend = null);
