using System.Globalization;
using System.Runtime.InteropServices;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Journal;

namespace Silo.Host.Doctor;

/// <summary>Whether the machine's clock is kept right, and agrees with the journal's where that has one of its own.</summary>
/// <param name="machine">The machine's clock.</param>
/// <param name="journal">The journal's clock; null when it has none.</param>
/// <param name="isSynchronised">Whether the kernel says that the clock is kept right; null when it does not say.</param>
internal sealed partial class ClockCheck(TimeProvider machine, IJournalClock? journal, Func<bool?> isSynchronised) : IDoctorCheck
{
    internal static readonly TimeSpan DegradedFrom = TimeSpan.FromSeconds(2);
    private const int ClockError = 5;

    // Longer than struct timex, whose first member says what to change: nothing.
    private const int TimexBytes = 512;

    public string Name => "clock";

    /// <summary>What the kernel says: adjtimex(2).</summary>
    internal static bool? AskKernel() => AdjustTime(new byte[TimexBytes]) switch
    {
        < 0 => null,
        ClockError => false,
        _ => true,
    };

    public async Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<DoctorResult>
        {
            isSynchronised() switch
            {
                true => new DoctorResult(Name, DoctorStatus.Ok, "The machine's clock is kept right."),
                false => new DoctorResult(Name, DoctorStatus.Degraded, "Nothing keeps the machine's clock right.", "Start a time service, such as systemd-timesyncd or chrony."),
                null => new DoctorResult(Name, DoctorStatus.Ok, "The kernel does not say whether the machine's clock is kept right."),
            },
        };
        if (journal is not null)
        {
            var before = machine.GetUtcNow();
            var theirs = await journal.NowAsync(cancellationToken);
            var after = machine.GetUtcNow();
            var off = theirs < before ? before - theirs : theirs > after ? theirs - after : TimeSpan.Zero;
            var detail = string.Create(CultureInfo.InvariantCulture, $"The machine's clock and the database's are {off.TotalSeconds:0.0} s apart; Silo goes by the database's.");
            results.Add(off < DegradedFrom
                ? new DoctorResult(Name + ".journal", DoctorStatus.Ok, detail)
                : new DoctorResult(Name + ".journal", DoctorStatus.Degraded, detail, "Set the clock that is wrong, and keep both right with a time service."));
        }

        return results;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdjustTime(byte[] timex);
}
