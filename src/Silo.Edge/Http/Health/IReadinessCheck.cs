namespace Silo.Edge.Http.Health;

/// <summary>One thing without which requests cannot be served. Register as many as there are.</summary>
public interface IReadinessCheck
{
    /// <summary>Its name in <c>GET /health/ready</c>, such as <c>journal</c>.</summary>
    string Name { get; }

    /// <summary>Looks. An exception counts as not ready.</summary>
    /// <param name="cancellationToken">Cancelled after 2 seconds; then the check counts as not ready.</param>
    Task<ReadinessResult> CheckAsync(CancellationToken cancellationToken);
}
