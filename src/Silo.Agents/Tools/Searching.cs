using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Bounds the time of a search in the workspace.</summary>
internal static class Searching
{
    /// <summary>Runs something that can be cancelled; null when it took longer than it may.</summary>
    internal static async Task<T?> WithinAsync<T>(TimeSpan duration, TimeProvider time, Func<CancellationToken, Task<T>> search, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(duration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await search(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    internal static ToolResult TookTooLong(WorkspacePath path, TimeSpan duration) =>
        ToolResult.Failed("search_timed_out", $"Listing '{path}' took longer than {duration.TotalSeconds} s. List a folder below it, or not recursively.");
}
