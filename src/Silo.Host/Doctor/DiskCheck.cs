using System.Globalization;
using Silo.Abstractions.Diagnostics;

namespace Silo.Host.Doctor;

/// <summary>Whether the disk under the data directory, which holds journal, blobs and workspaces, has room.</summary>
/// <param name="path">The data directory.</param>
/// <param name="measure">Free and total bytes of the file system that holds a path.</param>
internal sealed class DiskCheck(string path, Func<string, (long Free, long Total)> measure) : IDoctorCheck
{
    internal const long FailedBelow = 64L << 20;
    internal const long DegradedBelow = 1L << 30;

    public string Name => "disk";

    /// <summary>What the machine says.</summary>
    internal static (long Free, long Total) Measure(string path)
    {
        var drive = new DriveInfo(path);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }

    public Task<IReadOnlyList<DoctorResult>> RunAsync(CancellationToken cancellationToken)
    {
        var (free, total) = measure(path);
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB of {total >> 20} MiB are free under the data directory.");
        var status = free < FailedBelow ? DoctorStatus.Failed : free < DegradedBelow ? DoctorStatus.Degraded : DoctorStatus.Ok;
        return Task.FromResult<IReadOnlyList<DoctorResult>>(
            [new DoctorResult(Name, status, detail, status == DoctorStatus.Ok ? null : "Free some space: sessions cannot record or write files on a full disk.")]);
    }
}
