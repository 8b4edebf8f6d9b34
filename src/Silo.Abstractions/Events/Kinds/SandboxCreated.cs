using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>sandbox.created</c>: the session got a sandbox, and this is how strong it is.</summary>
public sealed record SandboxCreated : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "sandbox.created";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>What makes sandboxes on this host, such as <c>bubblewrap</c>.</summary>
    [JsonPropertyName("provider")]
    public required string Provider { get; init; }

    /// <summary><c>session</c> (one for all calls) or <c>call</c> (a fresh one for each).</summary>
    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>What divides it from the host, such as <c>namespaces</c>.</summary>
    [JsonPropertyName("isolation")]
    public required string Isolation { get; init; }

    /// <summary>Whom its processes run as: <c>host</c>, <c>mapped</c> or <c>subordinate</c>; null when that is not known.</summary>
    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>Limits that this host does not set, or sets weaker than asked, each with its name and a colon first. Empty when there is none.</summary>
    [JsonPropertyName("degraded")]
    public required IReadOnlyList<string> Degraded { get; init; }
}
