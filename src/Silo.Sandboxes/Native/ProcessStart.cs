using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>A program to start.</summary>
internal sealed record ProcessStart
{
    /// <summary>Absolute path of the program.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments, the name of the program first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Its descriptors: the place in the list is the number in the child. Of the others it inherits those not marked close-on-exec.</summary>
    public required IReadOnlyList<SafeHandle> Descriptors { get; init; }

    /// <summary>Whether it gets a session of its own, away from the signals of this one's terminal.</summary>
    public bool NewSession { get; init; }

    /// <summary>The mounts that it sees; null for those of this process.</summary>
    public SafeFileHandle? Mounts { get; init; }
}
