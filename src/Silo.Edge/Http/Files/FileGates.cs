using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Edge.Http.Files;

/// <summary>Lets one caller at a time compare a file and change it. A gate serves many files, so their number is bounded.</summary>
internal sealed class FileGates
{
    private const int Count = 256;
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The gate of a file. Whoever enters it holds it for a comparison and a rename, never while a body comes.</summary>
    public SemaphoreSlim Of(SessionKey session, WorkspacePath path) => _gates[(uint)HashCode.Combine(session, path.Value) % Count];
}
