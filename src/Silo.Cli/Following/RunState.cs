using System.Text.Json.Serialization;
using Silo.Abstractions.Events;

namespace Silo.Cli.Following;

/// <summary>What a cursor file holds: enough to go on in another process, wherever this one was killed.</summary>
internal sealed record RunState
{
    /// <summary>The format's version.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    /// <summary>The session; null before it was made.</summary>
    public string? Session { get; init; }

    /// <summary>The task; null before the prompt was taken, and for a tail.</summary>
    public string? Task { get; init; }

    /// <summary>Where to go on; null for the first event.</summary>
    public string? Cursor { get; init; }

    /// <summary>The idempotency key of the session's creation.</summary>
    public string? SessionKey { get; init; }

    /// <summary>The idempotency key of the prompt.</summary>
    public string? PromptKey { get; init; }

    /// <summary>SHA-256 of what was asked for, so that a file is not used for something else.</summary>
    public string? Asked { get; init; }

    /// <summary>Open steps of which a piece was shown.</summary>
    public IReadOnlyList<long> Shown { get; init; } = [];

    /// <summary>Why the task ended; null before.</summary>
    public string? StopReason { get; init; }

    /// <summary>How the run of this file ended; null before, and for a tail, which has no task of its own.</summary>
    internal int? Over() => Task is not null && Enum.GetValues<StopReason>().Where(r => ExitCode.Name(r) == StopReason).ToList() is [var reason] ? ExitCode.Of(reason) : null;
}
