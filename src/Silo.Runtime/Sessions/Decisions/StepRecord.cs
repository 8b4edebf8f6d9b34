using System.Text.Json;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What the journal says of one step.</summary>
internal sealed record StepRecord
{
    /// <summary>The sequence of its started event: its name in the session.</summary>
    internal required long Sequence { get; init; }

    /// <summary>Its place among the turn's steps, from 0: how a replayed program finds it.</summary>
    internal required int Ordinal { get; init; }

    internal required StepKind Kind { get; init; }

    /// <summary>The tool's or code step's name, or provider and model.</summary>
    internal required string Name { get; init; }

    internal string? CallId { get; init; }

    internal Effect? Effect { get; init; }

    internal JsonElement? Input { get; init; }

    /// <summary>The attempt that began last; 0 while a tool waits for its approval.</summary>
    internal required int Attempt { get; init; }

    /// <summary>The epoch in which that attempt began.</summary>
    internal required long AttemptEpoch { get; init; }

    internal StepEnd? End { get; init; }

    internal bool IsOpen => End is null;
}
