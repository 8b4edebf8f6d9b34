using Silo.Abstractions.Access;
using Silo.Abstractions.Diagnostics;

namespace Silo.Runtime.Access;

/// <summary>The doctor, for those who run the host.</summary>
internal sealed class AuthorizedDoctor(IDoctor inner, CallerAccess access) : IDoctor
{
    /// <inheritdoc />
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        access.Require(Operation.DoctorRead);
        return inner.RunAsync(cancellationToken);
    }
}
