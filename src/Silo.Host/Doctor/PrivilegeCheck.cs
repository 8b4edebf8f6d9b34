using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Doctor;

/// <summary>Whether the host runs with more rights than it needs.</summary>
internal sealed class PrivilegeCheck(bool isPrivileged) : IDoctorCheck
{
    public string Name => "privileges";

    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DoctorResult>>(
    [
        isPrivileged
            ? new DoctorResult(Name, DoctorStatus.Degraded, "The host runs as root, which it never needs.", "Start it as an ordinary user.")
            : new DoctorResult(Name, DoctorStatus.Ok, "The host runs as an ordinary user."),
    ]);
}
