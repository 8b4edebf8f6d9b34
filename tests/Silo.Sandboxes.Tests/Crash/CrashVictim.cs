namespace Silo.Sandboxes.Tests.Crash;

/// <summary>Who is killed.</summary>
public enum CrashVictim
{
    Host,
    Spawner,
    Both,
}
