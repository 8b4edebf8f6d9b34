using System.Diagnostics;
using Silo.Spawner.Diagnostics;

namespace Silo.Sandboxes.Tests.Crash;

/// <summary>Kills, with SIGKILL, whom the plan names, when a point is reached for the first time.</summary>
/// <param name="directory">Holds the plan: <c>point</c>, <c>victim</c> and the host's process in <c>host</c>. Gets <c>reached</c>.</param>
internal sealed class CrashProbe(string directory) : ISpawnerProbe
{
    private readonly SpawnerPoint _point = Enum.Parse<SpawnerPoint>(File.ReadAllText(Path.Combine(directory, "point")));
    private readonly CrashVictim _victim = Enum.Parse<CrashVictim>(File.ReadAllText(Path.Combine(directory, "victim")));
    private int _struck;

    public void Reached(SpawnerPoint point)
    {
        if (point != _point || Interlocked.Exchange(ref _struck, 1) != 0) return;
        File.WriteAllText(Path.Combine(directory, "reached"), string.Empty);
        if (_victim != CrashVictim.Spawner)
        {
            using var host = Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(directory, "host"))));
            host.Kill();
        }

        if (_victim == CrashVictim.Host) return;
        using var own = Process.GetCurrentProcess();
        own.Kill();

        // The signal ends this thread, too, before it gets any further.
        Thread.Sleep(Timeout.Infinite);
    }
}
