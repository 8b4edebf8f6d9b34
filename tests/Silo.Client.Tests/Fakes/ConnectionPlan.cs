namespace Silo.Client.Tests.Fakes;

/// <summary>What the fake server does with one stream request.</summary>
public sealed record ConnectionPlan
{
    /// <summary>Answers with this status and no stream.</summary>
    public int? Status { get; init; }

    public string? Problem { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>Ends after so many bytes of the body.</summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>Ends after so many items.</summary>
    public int? CutAfterItems { get; init; }

    /// <summary>Says <c>shutdown</c> before it ends.</summary>
    public bool Shutdown { get; init; }

    /// <summary>Resets the connection instead of ending the answer in good order.</summary>
    public bool Abort { get; init; }

    /// <summary>Sends this first, whatever it is.</summary>
    public byte[]? Before { get; init; }

    /// <summary>Goes on from this item, whatever the cursor says: a planted bug.</summary>
    public int? From { get; init; }

    /// <summary>Sends nothing and keeps the connection.</summary>
    public bool Silent { get; init; }
}
