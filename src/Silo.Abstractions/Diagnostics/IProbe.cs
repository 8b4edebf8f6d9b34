namespace Silo.Abstractions.Diagnostics;

/// <summary>Named points that a crash test can stop at. Empty in Silo.Host.</summary>
public interface IProbe
{
    /// <summary>Called when a point is reached. Must be cheap; may end the process.</summary>
    void Reached(ProbePoint point);
}
