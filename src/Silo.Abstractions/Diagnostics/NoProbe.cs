namespace Silo.Abstractions.Diagnostics;

/// <summary>The probe of production: does nothing.</summary>
public sealed class NoProbe : IProbe
{
    /// <summary>The one instance.</summary>
    public static NoProbe Instance { get; } = new();

    /// <inheritdoc />
    public void Reached(ProbePoint point)
    {
    }
}
