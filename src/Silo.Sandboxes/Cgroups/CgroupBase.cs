namespace Silo.Sandboxes.Cgroups;

/// <summary>The group under which a spawner makes those of its sandboxes, in one tree.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="IsUnified">Version 2.</param>
/// <param name="Controllers">What it bounds.</param>
internal sealed record CgroupBase(string Directory, bool IsUnified, IReadOnlyList<CgroupController> Controllers);
