namespace Silo.Spawner.Diagnostics;

/// <summary>The points of a sandbox's life at which a crash test strikes.</summary>
internal enum SpawnerPoint
{
    /// <summary>A sandbox was asked for; nothing of it is there.</summary>
    CreateBegun,

    /// <summary>Its directory is there.</summary>
    DirectoryMade,

    /// <summary>It holds its user and its mounts, where it has any of its own.</summary>
    MountsMade,

    /// <summary>It holds its control groups, and nobody has been told of it.</summary>
    GroupMade,

    /// <summary>A command was asked for; nothing of it runs.</summary>
    RunBegun,

    /// <summary>Its first process is there, and nothing is recorded.</summary>
    ProcessStarted,

    /// <summary>The first process of its namespace is known, and nothing is recorded.</summary>
    InitKnown,

    /// <summary>Its processes are recorded; it is not in its control group.</summary>
    Recorded,

    /// <summary>It is limited and may not run yet.</summary>
    Admitted,

    /// <summary>It runs.</summary>
    LetGo,

    /// <summary>It ended by itself; what it started may still run.</summary>
    CommandEnded,

    /// <summary>None of its processes is left; its record is.</summary>
    ProcessesGone,

    /// <summary>Its record is gone, and nobody has been told of its end.</summary>
    RecordRemoved,

    /// <summary>A sandbox is to be ended; all of it is there.</summary>
    EndBegun,

    /// <summary>Its control groups are gone.</summary>
    GroupRemoved,

    /// <summary>Its user and its mounts are given back.</summary>
    MountsReleased,

    /// <summary>Its directory is gone, and nobody has been told.</summary>
    DirectoryRemoved,
}
