namespace Silo.FakeModel.Scripts;

/// <summary>Something that goes wrong with the n-th request of a reply.</summary>
public sealed record FakeFault
{
    /// <summary>The request of this reply in this conversation: 1, 2, 3 …; 0 for every one.</summary>
    public int Request { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public required FakeFaultKind Kind { get; init; }

    /// <summary>With <see cref="FakeFaultKind.Status"/>: the HTTP status.</summary>
    public int Status { get; init; } = 500;

    /// <summary>With <see cref="FakeFaultKind.Status"/>: the error's message.</summary>
    public string Message { get; init; } = "This was scripted.";

    /// <summary>With <see cref="FakeFaultKind.Status"/>: the Retry-After header, verbatim.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>With <see cref="FakeFaultKind.Status"/>: the x-should-retry header, verbatim.</summary>
    public string? ShouldRetry { get; init; }

    /// <summary>With <see cref="FakeFaultKind.Stall"/>, <see cref="FakeFaultKind.Malformed"/> and <see cref="FakeFaultKind.ErrorEvent"/>: after how many tokens.</summary>
    public int AfterTokens { get; init; }

    /// <summary>With <see cref="FakeFaultKind.Cut"/>: how many bytes of the body are sent.</summary>
    public long AfterBytes { get; init; }

    /// <summary>With <see cref="FakeFaultKind.Cut"/>: the response ends as if it were whole, instead of the connection breaking.</summary>
    public bool Graceful { get; init; }

    /// <summary>With <see cref="FakeFaultKind.SlowHeaders"/>: how long; null until the client gives up.</summary>
    public int? DelayMs { get; init; }

    /// <summary>With <see cref="FakeFaultKind.ErrorEvent"/>: the error's type, in Anthropic's words.</summary>
    public string ErrorType { get; init; } = "overloaded_error";
}
