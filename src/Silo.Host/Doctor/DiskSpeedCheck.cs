using System.Globalization;
using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Doctor;

/// <summary>How long the disk under the data directory takes to make a small write last: what every commit waits for.</summary>
/// <param name="measure">Times some such writes.</param>
internal sealed class DiskSpeedCheck(Func<CancellationToken, IReadOnlyList<TimeSpan>> measure) : IDoctorCheck
{
    internal const int Writes = 9;
    private const int BlockBytes = 4096;
    internal static readonly TimeSpan DegradedFrom = TimeSpan.FromMilliseconds(50);

    public string Name => "disk.speed";

    /// <summary>Writes and syncs a small file some times, and takes it away.</summary>
    internal static IReadOnlyList<TimeSpan> Measure(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ".doctor-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.DeleteOnClose });
        var block = new byte[BlockBytes];
        var times = new List<TimeSpan>(Writes);
        for (var i = 0; i < Writes; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = time.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            times.Add(time.GetElapsedTime(began));
        }

        return times;
    }

    // On a thread of its own: a slow disk must not hold up the others.
    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<DoctorResult>>(
        () =>
        {
            var median = measure(cancellationToken).Order().ElementAt(Writes / 2);
            var detail = string.Create(CultureInfo.InvariantCulture, $"A small write lasts after {median.TotalMilliseconds:0.0} ms (median of {Writes}).");
            return
            [
                median < DegradedFrom
                    ? new DoctorResult(Name, DoctorStatus.Ok, detail)
                    : new DoctorResult(Name, DoctorStatus.Degraded, detail, "Put the data directory (Silo:DataDirectory) on a disk of this machine that syncs faster: every step waits for it."),
            ];
        },
        cancellationToken);
}
