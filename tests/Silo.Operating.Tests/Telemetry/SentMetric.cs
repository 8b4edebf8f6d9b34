namespace Silo.Operating.Tests.Telemetry;

/// <summary>A metric as it was exported.</summary>
/// <param name="Meter">Its meter.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Points">Its points: labels, and the value, or the count of a histogram.</param>
internal sealed record SentMetric(string Meter, string Name, string Unit, IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)> Points);
