using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Sandboxes.Oci;

/// <summary>Has the runtime of a spawner that is gone remove what it wrote down, and made, for its containers.</summary>
/// <remarks>Not the proof that they are dead: their first processes are ended before, by the spawner's own records.</remarks>
internal static class OciLeftovers
{
    public static async Task RemoveAsync(RunDirectory run, ProcessStarter starter, TimeProvider time)
    {
        if (OciRuntime.TryRead(run.Oci) is { } runtime)
        {
            var calls = new OciCalls(runtime, run.Oci.State, starter, time);
            foreach (var container in Directory.GetDirectories(run.Oci.State))
            {
                using var deleting = await calls.StartAsync(["delete", "--force", Path.GetFileName(container)], run.Oci.Log, [run.Marker]);
                await calls.WaitAsync(deleting);
            }
        }

        run.Oci.Remove();
    }
}
