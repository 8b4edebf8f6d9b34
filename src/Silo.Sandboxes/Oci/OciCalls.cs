using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.Oci;

/// <summary>Asks an OCI runtime for things, each by a short process.</summary>
/// <param name="runtime">The runtime.</param>
/// <param name="state">Where it keeps what it knows of its containers.</param>
/// <param name="starter">Starts it.</param>
/// <param name="time">Bounds how long it may take.</param>
/// <param name="setpriv">The program that takes this process's capabilities from it; null where there are none to take.</param>
internal sealed class OciCalls(OciRuntime runtime, string state, ProcessStarter starter, TimeProvider time, string? setpriv = null)
{
    // A runtime that does not come back is broken; its caller must not hang for it.
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(30);

    public OciRuntime Runtime => runtime;

    /// <summary>Asks for something that takes the descriptors, the mounts and the markers with it.</summary>
    /// <exception cref="IOException">The runtime could not be started.</exception>
    public Task<ChildProcess> StartAsync(
        IReadOnlyList<string> arguments, string log, IReadOnlyList<SafeHandle> streams, SafeFileHandle? mounts, IReadOnlyList<KeyValuePair<string, string>> markers)
    {
        var (path, words) = runtime.Command(state, log, arguments);
        if (setpriv is not null) (path, words) = (setpriv, ["setpriv", "--inh-caps=-all", "--", path, .. words.Skip(1)]);
        return starter.StartAsync(new ProcessStart
        {
            Path = path,
            Arguments = words,
            Environment = new Dictionary<string, string>(markers) { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
            Descriptors = streams,
            Mounts = mounts,
        });
    }

    /// <summary>Asks for something, with nothing to read and nowhere to write.</summary>
    /// <exception cref="IOException">The runtime could not be started.</exception>
    public async Task<ChildProcess> StartAsync(IReadOnlyList<string> arguments, string log, IReadOnlyList<KeyValuePair<string, string>> markers)
    {
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return await StartAsync(arguments, log, [nothing, nothing, nothing], mounts: null, markers);
    }

    /// <summary>Waits for an answer; a runtime that gives none is ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(ChildProcess call)
    {
        try
        {
            return await call.Exit.WaitAsync(CallMax, time);
        }
        catch (TimeoutException)
        {
            call.Handle.Kill();
            return await call.Exit;
        }
    }
}
