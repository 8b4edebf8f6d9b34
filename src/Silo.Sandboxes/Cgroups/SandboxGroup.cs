using System.Globalization;

namespace Silo.Sandboxes.Cgroups;

/// <summary>The control groups of one sandbox: one in each tree.</summary>
internal sealed class SandboxGroup(ICgroupFiles files, IReadOnlyList<string> directories)
{
    /// <summary>Its directories.</summary>
    public IReadOnlyList<string> Directories => directories;

    /// <summary>Puts a process in; what it starts from then on is in it, too.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public void Admit(int pid)
    {
        var text = pid.ToString(CultureInfo.InvariantCulture);
        foreach (var directory in directories) files.Write(Path.Combine(directory, "cgroup.procs"), text);
    }

    /// <summary>Ends what is left in it and removes it.</summary>
    /// <exception cref="Silo.Abstractions.Sandboxes.SandboxException">Something in it would not die (<c>sandbox_not_dead</c>). Retry.</exception>
    public async Task EndAsync(CgroupEnd end)
    {
        foreach (var directory in directories) await end.EndAsync(directory);
    }
}
