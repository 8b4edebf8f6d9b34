using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Seccomp;

namespace Silo.Sandboxes.Profiles;

/// <summary>What is alike in every sandbox of a spawner: made once.</summary>
/// <param name="System">What it sees of the host.</param>
/// <param name="Filter">Which system calls it has.</param>
/// <param name="Controls">What holds it; all of it, outside of tests.</param>
internal sealed record SandboxProfile(SystemView System, SeccompFilter Filter, ProfileControls Controls)
{
    /// <summary>The filter's programs, for one bwrap.</summary>
    public IReadOnlyList<SafeFileHandle> OpenFilter() => Controls.Seccomp ? Filter.Open() : [];
}
