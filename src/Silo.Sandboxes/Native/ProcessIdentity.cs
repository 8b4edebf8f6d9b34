using System.Globalization;

namespace Silo.Sandboxes.Native;

/// <summary>A process, told apart from every later one that gets the same number.</summary>
/// <param name="BootId">The boot that it belongs to.</param>
/// <param name="Pid">Its number, in the pid namespace of the reader.</param>
/// <param name="StartTicks">When it started, in clock ticks since the boot.</param>
internal sealed record ProcessIdentity(string BootId, int Pid, ulong StartTicks)
{
    /// <summary>Reads the identity of a running process.</summary>
    /// <returns>Null when there is none with that number.</returns>
    public static ProcessIdentity? TryRead(int pid)
    {
        var fields = ReadFields(pid);
        return fields is null ? null : new ProcessIdentity(CurrentBootId(), pid, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>The parent of a running process; null when there is no such process.</summary>
    public static int? TryReadParent(int pid) => ReadFields(pid) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : null;

    /// <summary>Holds this very process.</summary>
    /// <returns>Null when it has ended and been reaped, or belongs to an earlier boot.</returns>
    public Pidfd? TryHold(FdPoller poller)
    {
        var held = Pidfd.TryOpen(Pid, poller);
        if (held is null) return null;

        // Read after it is held: from here on the number cannot change its meaning.
        if (TryRead(Pid) == this) return held;
        held.Dispose();
        return null;
    }

    private static string CurrentBootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    // The fields after the name, which is in parentheses and may hold anything; the first is the state.
    private static string[]? ReadFields(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // ESRCH in the middle of the read counts as gone, too.
            return null;
        }

        var end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }
}
