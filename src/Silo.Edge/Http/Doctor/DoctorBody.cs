using Silo.Abstractions.Diagnostics;

namespace Silo.Edge.Http.Doctor;

/// <summary>The answer of <c>GET /v1/doctor</c>: the worst status, and every check's results.</summary>
internal sealed record DoctorBody(DoctorStatus Status, IReadOnlyList<DoctorResult> Checks);
