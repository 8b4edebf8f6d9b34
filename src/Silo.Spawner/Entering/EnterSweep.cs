using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Spawner.Serving;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>Ends what hosts of this user left that are gone, before there is a new user namespace.</summary>
/// <remarks>
/// A host in a namespace of its own may neither signal nor read what runs in that of an earlier one. Who stands above both may:
/// the user that made a namespace has every capability in it and below. Source: user_namespaces(7).
/// </remarks>
internal static class EnterSweep
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);

    /// <summary>Ends the processes of run directories without a spawner, then whatever runs as an id that no host holds, containers excepted.</summary>
    /// <exception cref="EnterRefusedException">Something did not end. Retry.</exception>
    public static async Task RunAsync(UidRange range, TimeProvider time)
    {
        try
        {
            using var poller = new FdPoller();
            Task Bounded(Task gone) => gone.WaitAsync(DeathMax, time);

            // First the spawners that lost their host: they hold ids until they are gone.
            await MarkedProcesses.EndUnusedAsync(RunDirectory.MarkerName, LivingSpawners.Uses, poller, Bounded);
            if (HostAccount.Find($"{LibC.geteuid()}", await File.ReadAllTextAsync("/etc/passwd"))?.Home is not { } home) return;
            foreach (var share in IdShare.Order(range, string.Empty))
            {
                // Not locked for nothing: a host that starts just then would have to take another share than it had.
                var sweep = new UidSweep(share, poller, Bounded) { SparesContainers = true };
                if (!sweep.IsNeeded()) continue;
                using var taken = IdShare.TryLock(home, share);
                if (taken is not null) await sweep.EndAsync();
            }
        }
        catch (TimeoutException e)
        {
            throw new EnterRefusedException($"A process that an earlier host left did not die within {DeathMax.TotalSeconds} s of SIGKILL; it probably hangs in the kernel (a dead network disk). Retry.", e);
        }
        catch (Exception e) when (e is SandboxException or IOException or UnauthorizedAccessException)
        {
            throw new EnterRefusedException($"What an earlier host left cannot be ended: {e.Message}", e);
        }
    }
}
