using System.Diagnostics.Metrics;

namespace Silo.Host.Telemetry;

/// <summary>What is asked of the machine when metrics are read: the disk under the data.</summary>
internal sealed class HostGauges
{
    /// <summary>The name of its meter.</summary>
    public const string MeterName = "Silo.Host";

    public HostGauges(IMeterFactory meters, string dataDirectory)
    {
        var disk = new DriveInfo(dataDirectory);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("silo.disk.free", () => disk.AvailableFreeSpace, "By", "Bytes that are free for this user on the file system of the data directory.");
        meter.CreateObservableGauge("silo.disk.size", () => disk.TotalSize, "By", "Bytes of the file system of the data directory.");
    }
}
