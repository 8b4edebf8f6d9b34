namespace Silo.Sandboxes.Profiles;

/// <summary>Parts of /proc that tell of the machine, or reach it, and that no program in a sandbox needs.</summary>
internal static class MaskedPaths
{
    // bwrap itself covers sys, sysrq-trigger, irq and bus, read-only, where they could be written to.
    private static readonly string[] Files =
        ["/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/kallsyms", "/proc/kmsg", "/proc/timer_list", "/proc/iomem", "/proc/ioports", "/proc/slabinfo"];

    private static readonly string[] Directories = ["/proc/acpi", "/proc/scsi", "/proc/asound"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Files, .. Directories];

    /// <summary>The options that hide those that this kernel has.</summary>
    public static IReadOnlyList<string> Options { get; } =
    [
        .. Files.Where(File.Exists).SelectMany(path => new[] { "--ro-bind", "/dev/null", path }),
        .. Directories.Where(Directory.Exists).SelectMany(path => new[] { "--tmpfs", path, "--remount-ro", path }),
    ];
}
