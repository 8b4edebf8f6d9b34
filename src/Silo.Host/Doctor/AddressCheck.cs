using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Doctor;

/// <summary>Who can reach the host, and whether what they send can be read on the way.</summary>
/// <param name="address">Where it listens.</param>
internal sealed class AddressCheck(Uri address) : IDoctorCheck
{
    public string Name => "address";

    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DoctorResult>>(
    [
        address.IsLoopback
            ? new DoctorResult(Name, DoctorStatus.Ok, $"It listens on {address}, which this machine alone reaches.")
            : address.Scheme == Uri.UriSchemeHttps
                ? new DoctorResult(Name, DoctorStatus.Ok, $"It listens on {address}.")
                : new DoctorResult(Name, DoctorStatus.Degraded, $"It listens on {address}: keys and sessions travel unencrypted.", "Listen on loopback, behind a proxy that speaks TLS."),
    ]);
}
