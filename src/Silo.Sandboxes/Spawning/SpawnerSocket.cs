namespace Silo.Sandboxes.Spawning;

/// <summary>Where a spawner that runs by itself is found.</summary>
public static class SpawnerSocket
{
    /// <summary>Where <c>silo-spawner serve</c> listens unless it is told otherwise.</summary>
    public const string Default = "/run/silo/spawner.sock";

    /// <summary>Most bytes of a socket's path, its end not counted.</summary>
    public const int PathBytesMax = 107;

    /// <summary>Tells whether a spawner at the default place is meant for this user: its socket is there, and this user may write to it.</summary>
    /// <returns>The socket; null when there is none for this user.</returns>
    public static string? Find() => Native.LibC.access(Default, Native.LibC.AccessWrite) == 0 ? Default : null;
}
