using System.Text.Json;

namespace Silo.Abstractions.Tools;

/// <summary>What a model, and Silo, know of a tool.</summary>
public sealed record ToolDefinition
{
    /// <summary>The tool's name: 1 to 64 characters of <c>a-z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for the model.</summary>
    public required string Description { get; init; }

    /// <summary>The JSON schema of its input: an object.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>What it promises about running again.</summary>
    public required Effect Effect { get; init; }

    /// <summary>How long one call may take.</summary>
    /// <value>Default 2 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
}
