namespace Silo.Load.Running;

/// <summary>How a workload is run.</summary>
/// <param name="Directory">Where its files go; removed at the end.</param>
/// <param name="Window">How long a measurement over time lasts.</param>
/// <param name="Progress">Takes a line on how far it is.</param>
public sealed record LoadOptions(string Directory, TimeSpan Window, Action<string> Progress);
