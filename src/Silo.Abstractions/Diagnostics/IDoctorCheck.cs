namespace Silo.Abstractions.Diagnostics;

/// <summary>Looks at one part of the host and its machine. Register as many as there are; <c>silo doctor</c> shows what they find.</summary>
public interface IDoctorCheck
{
    /// <summary>Its name, which stands for it when it cannot answer.</summary>
    string Name { get; }

    /// <summary>Looks. An exception counts as failed.</summary>
    /// <param name="cancellationToken">Cancelled after 10 seconds; then the check counts as failed.</param>
    /// <returns>One result for each thing that is worth a line; at least one.</returns>
    Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken);
}
