using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Ends of tool calls that the platform itself writes.</summary>
internal static class ToolEnds
{
    internal static StepEnd.Tool Text(ToolStatus status, string text, EventError? error = null) =>
        new(status, [new TextBlock(text)], ExitCode: null, error);

    internal static StepEnd.Tool Interrupted { get; } =
        Text(ToolStatus.Interrupted, "The call was interrupted when its host went away. It may have partly run: look at the files before you go on.");

    internal static StepEnd.Tool Refused(EventError error) => Text(ToolStatus.Refused, error.Message, error);
}
