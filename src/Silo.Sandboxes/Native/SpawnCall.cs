using System.Runtime.InteropServices;

namespace Silo.Sandboxes.Native;

/// <summary>One call of posix_spawn.</summary>
internal static unsafe class SpawnCall
{
    private const int DuplicateCloseOnExec = 1030;

    // Above every number that a child gets, so that no mapping overwrites the source of a later one.
    private const int DescriptorFloor = 64;

    // Larger than the C libraries' own types (336, 80 and 128 bytes with glibc on x86-64).
    private const int AttributesSize = 512;
    private const int ActionsSize = 256;
    private const int SignalSetSize = 128;

    private const short FlagSetSignalDefaults = 0x04;
    private const short FlagSetSignalMask = 0x08;
    private const short FlagSetSession = 0x80;

    public static ChildProcess Start(ProcessStart start, FdPoller poller)
    {
        var duplicates = new List<int>();
        var strings = new List<nint>();
        var attributes = stackalloc byte[AttributesSize];
        var actions = stackalloc byte[ActionsSize];
        Check(LibC.posix_spawnattr_init(attributes), "posix_spawnattr_init");
        Check(LibC.posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        try
        {
            SetAttributes(attributes, start.NewSession);
            foreach (var descriptor in start.Descriptors)
                duplicates.Add(LibC.Check(LibC.fcntl(descriptor, DuplicateCloseOnExec, DescriptorFloor), "fcntl"));
            for (var i = 0; i < duplicates.Count; i++)
                Check(LibC.posix_spawn_file_actions_adddup2(actions, duplicates[i], i), "posix_spawn_file_actions_adddup2");

            var arguments = stackalloc byte*[start.Arguments.Count + 1];
            Fill(arguments, start.Arguments, strings);
            var environment = stackalloc byte*[start.Environment.Count + 1];
            Fill(environment, [.. start.Environment.Select(v => $"{v.Key}={v.Value}")], strings);

            int pid;
            var error = LibC.posix_spawn(&pid, start.Path, actions, attributes, arguments, environment);
            if (error != 0) throw LibC.Failure($"Starting {start.Path}", error);

            // Not reaped yet, so the number still means this child.
            var handle = Pidfd.TryOpen(pid, poller) ?? throw new IOException("A child that was not reaped is gone.");
            return new ChildProcess(pid, handle);
        }
        finally
        {
            _ = LibC.posix_spawn_file_actions_destroy(actions);
            _ = LibC.posix_spawnattr_destroy(attributes);
            foreach (var duplicate in duplicates) _ = LibC.close(duplicate);
            foreach (var text in strings) Marshal.FreeCoTaskMem(text);
        }
    }

    // .NET ignores SIGPIPE and handles others: a child starts with the defaults, and with nothing blocked.
    private static void SetAttributes(byte* attributes, bool newSession)
    {
        var signals = stackalloc byte[SignalSetSize];
        Check(LibC.sigemptyset(signals), "sigemptyset");
        Check(LibC.posix_spawnattr_setsigmask(attributes, signals), "posix_spawnattr_setsigmask");
        Check(LibC.sigfillset(signals), "sigfillset");
        Check(LibC.posix_spawnattr_setsigdefault(attributes, signals), "posix_spawnattr_setsigdefault");
        var flags = (short)(FlagSetSignalDefaults | FlagSetSignalMask | (newSession ? FlagSetSession : 0));
        Check(LibC.posix_spawnattr_setflags(attributes, flags), "posix_spawnattr_setflags");
    }

    // These return the error instead of setting errno.
    private static void Check(int error, string call)
    {
        if (error != 0) throw LibC.Failure(call, error);
    }

    private static void Fill(byte** target, IReadOnlyList<string> texts, List<nint> strings)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            var text = Marshal.StringToCoTaskMemUTF8(texts[i]);
            strings.Add(text);
            target[i] = (byte*)text;
        }

        target[texts.Count] = null;
    }
}
