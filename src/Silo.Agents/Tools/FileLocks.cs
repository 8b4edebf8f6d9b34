using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Lets one write or edit of a file run at a time: two edits that a model asked for at once must both be there afterwards.</summary>
/// <remarks>A fixed number of locks; two files may share one, which costs them only time.</remarks>
internal sealed class FileLocks
{
    private const int Count = 256;
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    internal async Task<T> RunAsync<T>(SessionKey session, WorkspacePath path, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var one = _locks[(HashCode.Combine(session, path) & int.MaxValue) % Count];
        await one.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            one.Release();
        }
    }
}
