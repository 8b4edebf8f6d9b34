namespace Silo.Edge.Http.Health;

/// <summary>What a check found.</summary>
/// <param name="Ok">Whether requests can be served, as far as this check sees.</param>
/// <param name="Detail">One line for people. Never holds a secret.</param>
public sealed record ReadinessResult(bool Ok, string Detail);
