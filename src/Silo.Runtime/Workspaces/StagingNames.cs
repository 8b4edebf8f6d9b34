using Silo.Abstractions.Identity;

namespace Silo.Runtime.Workspaces;

/// <summary>Names in staging and trash that no other write uses, and that tell this start of the host from earlier ones.</summary>
internal sealed class StagingNames
{
    private readonly string _start;
    private long _count;

    internal StagingNames(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        _start = Convert.ToHexStringLower(bytes) + "-";
    }

    internal string Next() => $"{_start}{Interlocked.Increment(ref _count)}";

    /// <summary>Whether an earlier start of the host made a name: what it was for is over.</summary>
    internal bool IsLeftOver(FileName name) => !name.StartsWith(_start);
}
