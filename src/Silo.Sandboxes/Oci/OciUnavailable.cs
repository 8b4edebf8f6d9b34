using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Spawning;

namespace Silo.Sandboxes.Oci;

/// <summary>Why containers cannot be made here, and what to do about it.</summary>
internal static class OciUnavailable
{
    public static SandboxException NotInstalled(string runtime)
    {
        var package = Path.GetFileName(runtime);
        return new SandboxException(
            Unavailable.Code,
            $"The OCI runtime {runtime} is not installed. Install the package '{package}': sudo apt-get install {package} (Debian, Ubuntu), " +
            $"sudo dnf install {package} (Fedora), apk add {package} (Alpine); or name another runtime with Silo:Sandbox:OciRuntime.");
    }

    public static SandboxException Forbidden(string detail) => new(
        Unavailable.Code,
        "The OCI runtime cannot make a container here. Without root it needs unprivileged user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian), " +
        $"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04 and later); or start silo-spawner serve --oci-runtime as root. The runtime said: {detail}");
}
