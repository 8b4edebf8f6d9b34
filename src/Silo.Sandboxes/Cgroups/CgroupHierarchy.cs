namespace Silo.Sandboxes.Cgroups;

/// <summary>One tree of control groups.</summary>
/// <param name="IsUnified">Version 2, one tree for everything; else version 1, a tree for each controller or for a few.</param>
/// <param name="Root">Where it is mounted.</param>
/// <param name="Own">The directory of this process's own group in it.</param>
/// <param name="Controllers">What it can bound. Of version 2 the kernel says that in a file, not in the table of mounts: null.</param>
internal sealed record CgroupHierarchy(bool IsUnified, string Root, string Own, IReadOnlyList<CgroupController>? Controllers);
