namespace Silo.Sandboxes.Cgroups;

/// <summary>The files by which the kernel's control groups are read and set.</summary>
internal interface ICgroupFiles
{
    /// <summary>Whether there is such a file or directory.</summary>
    bool Exists(string path);

    /// <summary>What a file says.</summary>
    /// <returns>Null when it is missing or may not be read.</returns>
    string? TryRead(string path);

    /// <summary>Writes to a file that is there.</summary>
    /// <exception cref="IOException">It is missing, may not be written, or the kernel refused the value.</exception>
    void Write(string path, string text);

    /// <summary>Makes a group; one that is there is no error.</summary>
    /// <exception cref="IOException">It may not be made.</exception>
    void Make(string directory);

    /// <summary>Removes a group.</summary>
    /// <returns>False when something is still in it. A group that is gone already counts as removed.</returns>
    bool TryRemove(string directory);

    /// <summary>The groups in a group; none when it is gone.</summary>
    IReadOnlyList<string> ListGroups(string directory);
}
