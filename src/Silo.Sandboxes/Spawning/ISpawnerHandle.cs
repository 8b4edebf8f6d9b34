namespace Silo.Sandboxes.Spawning;

/// <summary>One life of a spawner. When it is over, its sandboxes are over.</summary>
internal interface ISpawnerHandle
{
    /// <summary>Its process.</summary>
    int Pid { get; }

    /// <summary>Whether it still holds this host's sandboxes.</summary>
    bool IsAlive { get; }
}
