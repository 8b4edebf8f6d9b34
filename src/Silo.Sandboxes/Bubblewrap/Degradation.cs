namespace Silo.Sandboxes.Bubblewrap;

/// <summary>Names the limits that an unprivileged spawner cannot set.</summary>
internal static class Degradation
{
    public static IReadOnlyList<string> Of(uint uid)
    {
        var names = new List<string>
        {
            "memory_bytes_max: bounds the private memory of each process, not of the sandbox together (no cgroup)",
            "processes_max: bounds the processes of each command, not of the sandbox together (no cgroup)",
            "cpus_max: not enforced (no cgroup)",
        };
        if (uid == 0)
        {
            names[1] = "processes_max: not enforced, because the host runs as root";
            names.Add("user: sandboxed processes are the host's root to the file system, because the host runs as root; run it as an ordinary user");
        }

        return names;
    }
}
