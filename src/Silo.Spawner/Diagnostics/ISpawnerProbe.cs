namespace Silo.Spawner.Diagnostics;

/// <summary>Named points at which a crash test can strike. Empty in production.</summary>
internal interface ISpawnerProbe
{
    /// <summary>Called when a point is reached. May end the process.</summary>
    void Reached(SpawnerPoint point);
}
