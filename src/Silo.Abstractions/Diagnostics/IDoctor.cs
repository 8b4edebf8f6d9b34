namespace Silo.Abstractions.Diagnostics;

/// <summary>Looks at the whole host.</summary>
public interface IDoctor
{
    /// <summary>Runs every check anew, all at once and none for longer than 10 seconds; one that throws or hangs has failed.</summary>
    /// <returns>The results of all checks, by name.</returns>
    Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken);
}
