namespace Silo.Sandboxes.Spawning;

/// <summary>The program that a spawner confines commands with.</summary>
/// <param name="IsOci">Whether it is an OCI runtime; else bubblewrap.</param>
/// <param name="Path">Its absolute path.</param>
internal sealed record SandboxProgram(bool IsOci, string Path)
{
    private const string Bubblewrap = "--bubblewrap";
    private const string Oci = "--oci-runtime";

    /// <summary>The spawner's option that names it.</summary>
    public string Option => IsOci ? Oci : Bubblewrap;

    /// <summary>Reads the spawner's option; null when it is another one.</summary>
    public static SandboxProgram? Of(string option, string path) => option switch
    {
        Bubblewrap => new SandboxProgram(IsOci: false, path),
        Oci => new SandboxProgram(IsOci: true, path),
        _ => null,
    };
}
