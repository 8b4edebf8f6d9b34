namespace Silo.Abstractions.Workspaces;

/// <summary>The bounds of a tar that is unpacked.</summary>
public sealed record TarLimits
{
    /// <summary>Most bytes unpacked.</summary>
    /// <value>Default 1 GiB.</value>
    public long BytesMax { get; init; } = 1L << 30;

    /// <summary>Most entries.</summary>
    /// <value>Default 100,000.</value>
    public int EntriesMax { get; init; } = 100_000;
}
