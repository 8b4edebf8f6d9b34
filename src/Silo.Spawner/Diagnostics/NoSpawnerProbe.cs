namespace Silo.Spawner.Diagnostics;

/// <summary>The probe of production: does nothing.</summary>
internal sealed class NoSpawnerProbe : ISpawnerProbe
{
    public static NoSpawnerProbe Instance { get; } = new();

    public void Reached(SpawnerPoint point)
    {
    }
}
