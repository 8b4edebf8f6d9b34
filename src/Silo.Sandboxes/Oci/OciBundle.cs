using System.Buffers;
using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Profiles;

namespace Silo.Sandboxes.Oci;

/// <summary>Writes the <c>config.json</c> of a command's bundle.</summary>
/// <param name="runtime">Who reads it.</param>
/// <param name="root">The directory whose empty places everything is mounted on.</param>
/// <remarks>
/// Source: OCI runtime specification 1.0.2, config.md and config-linux.md. The first process is a shell that starts the command and waits: it reaps what
/// the command leaves behind, and a command is no first process, on which signals without a handler have no effect. What the shell itself
/// has to say goes nowhere; what it says of a program that cannot be run goes where the program's errors would.
/// </remarks>
internal sealed class OciBundle(OciRuntime runtime, string root)
{
    private const string Init =
        "exec 3>&2 2>/dev/null; (exec 2>&3 3>&-; cd -- \"$1\" || exit 126; unset OLDPWD; shift; exec \"$@\"); exit $?";

    // What a process has that no control took from it.
    private static readonly string[] Capabilities = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_MKNOD", "CAP_NET_ADMIN", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE"];
    private static readonly string[] ReadOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
    private static readonly byte[] Filter = WriteFilter();

    /// <summary>Writes it.</summary>
    public byte[] Write(SandboxProfile profile, OciCommand command)
    {
        var controls = profile.Controls;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", "1.0.2");
            json.WriteString("hostname", "silo");
            json.WriteStartObject("root");
            json.WriteString("path", root);
            json.WriteBoolean("readonly", controls.ReadOnlyRoot);
            json.WriteEndObject();
            WriteProcess(json, controls, command);
            json.WriteStartArray("mounts");
            foreach (var mount in OciMounts.Of(runtime, profile, command)) mount.Write(json);
            json.WriteEndArray();
            WriteLinux(json, controls, command);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] WriteFilter()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) OciSeccomp.Write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteProcess(Utf8JsonWriter json, ProfileControls controls, OciCommand command)
    {
        var (uid, gid) = controls.UserNamespace ? (runtime.UserInside, runtime.UserInside) : (command.HostUid, command.HostGid);
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine("/workspace", command.Request.Directory)));
        json.WriteStartObject("process");
        json.WriteBoolean("terminal", false);
        json.WriteBoolean("noNewPrivileges", true);
        json.WriteString("cwd", "/");
        json.WriteStartObject("user");
        json.WriteNumber("uid", uid);
        json.WriteNumber("gid", gid);
        json.WriteEndObject();
        WriteTexts(json, "args", ["/bin/sh", "-c", Init, "sh", directory, .. command.Request.Arguments]);
        WriteTexts(json, "env", [.. BubblewrapCommandLine.Variables.Select(v => $"{v.Name}={v.Value}"), .. command.Request.Environment.Select(v => $"{v.Key}={v.Value}")]);
        json.WriteStartObject("capabilities");
        foreach (var set in new[] { "bounding", "effective", "inheritable", "permitted", "ambient" })
            WriteTexts(json, set, controls.NoCapabilities ? [] : Capabilities);
        json.WriteEndObject();
        json.WriteStartArray("rlimits");
        foreach (var limit in command.Limits)
        {
            json.WriteStartObject();
            json.WriteString("type", limit.Name);
            json.WriteNumber("hard", limit.Value);
            json.WriteNumber("soft", limit.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteLinux(Utf8JsonWriter json, ProfileControls controls, OciCommand command)
    {
        json.WriteStartObject("linux");
        json.WriteStartArray("namespaces");
        foreach (var (name, isOn) in new[]
                 {
                     ("mount", true), ("uts", true), ("cgroup", true), ("user", controls.UserNamespace), ("pid", controls.ProcessNamespace),
                     ("network", controls.NetworkNamespace), ("ipc", controls.IpcNamespace),
                 })
        {
            if (!isOn) continue;
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (controls.UserNamespace)
        {
            WriteMapping(json, "uidMappings", command.HostUid);
            WriteMapping(json, "gidMappings", command.HostGid);
        }

        if (controls.ProcessNamespace)
        {
            WriteTexts(json, "maskedPaths", MaskedPaths.All);
            WriteTexts(json, "readonlyPaths", ReadOnlyPaths);
        }

        if (controls.ResourceLimits && runtime.TakesResources) WriteResources(json, command.Settings);
        if (controls.Seccomp)
        {
            json.WritePropertyName("seccomp");
            json.WriteRawValue(Filter, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private void WriteMapping(Utf8JsonWriter json, string name, uint host)
    {
        json.WriteStartArray(name);
        json.WriteStartObject();
        json.WriteNumber("containerID", runtime.UserInside);
        json.WriteNumber("hostID", host);
        json.WriteNumber("size", 1);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // For a runtime that makes its own groups, or a machine of its own: the sandbox's are the spawner's.
    private static void WriteResources(Utf8JsonWriter json, SandboxSettings settings)
    {
        const int periodUs = 100_000;
        json.WriteStartObject("resources");
        if (settings.MemoryBytesMax is { } bytes)
        {
            json.WriteStartObject("memory");
            json.WriteNumber("limit", bytes);
            json.WriteEndObject();
        }

        json.WriteStartObject("pids");
        json.WriteNumber("limit", settings.ProcessesMax);
        json.WriteEndObject();
        if (settings.CpusMax is { } cpus)
        {
            json.WriteStartObject("cpu");
            json.WriteNumber("period", periodUs);
            json.WriteNumber("quota", Math.Max(1000, (long)(cpus * periodUs)));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
