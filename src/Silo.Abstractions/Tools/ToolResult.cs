using Silo.Abstractions.Events;

namespace Silo.Abstractions.Tools;

/// <summary>What a tool returns.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Text">What the model reads; the runtime cuts it at the agent's limit, with a notice.</param>
/// <param name="ExitCode">The exit code, where it ran a process.</param>
/// <param name="Error">What went wrong, for programs.</param>
public sealed record ToolResult(ToolStatus Status, string Text, int? ExitCode = null, EventError? Error = null)
{
    /// <summary>Whether <see cref="Text"/> leaves out what was put into the call's <see cref="IToolOutput"/>: then that is what is kept for the model to read on.</summary>
    /// <value>Default false: the text is the whole result.</value>
    public bool IsCutOfOutput { get; init; }

    /// <summary>A result that went well.</summary>
    public static ToolResult Ok(string text) => new(ToolStatus.Ok, text);

    /// <summary>A result that the model should read as a failure.</summary>
    /// <param name="code">A stable code.</param>
    /// <param name="text">What went wrong and what to do instead.</param>
    public static ToolResult Failed(string code, string text) => new(ToolStatus.Error, text, Error: new EventError(code, text));
}
