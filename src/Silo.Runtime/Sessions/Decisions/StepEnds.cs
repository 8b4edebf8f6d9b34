using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>From a step's end to the event that records it.</summary>
internal static class StepEnds
{
    internal static void Emit(Decision decision, TurnId turn, StepRecord step, StepEnd end)
    {
        if (end is StepEnd.Tool tool)
            foreach (var artifact in tool.Artifacts) decision.Emit(artifact, turn, step.Sequence);
        decision.Emit(Event(step, end), turn, step.Sequence);
    }

    private static EventData Event(StepRecord step, StepEnd end) => (step.Kind, end) switch
    {
        (StepKind.Message, StepEnd.Message m) => new MessageCompleted
        {
            Attempt = step.Attempt,
            Blocks = m.Blocks,
            StopReason = m.StopReason,
            Model = m.Model,
        },
        (StepKind.Message, StepEnd.Failed f) => new MessageFailed { Attempt = step.Attempt, Error = f.Error },
        (StepKind.Tool, StepEnd.Tool t) => new ToolResultCompleted
        {
            CallId = step.CallId!,
            Tool = step.Name,
            Status = t.Status,
            Content = t.Content,
            ExitCode = t.ExitCode,
            Error = t.Error,
        },
        (StepKind.Code, StepEnd.Code c) => new StepCompleted { Output = c.Output, Content = c.Content },
        (StepKind.Code or StepKind.Ask, StepEnd.Failed f) => new StepFailed { Error = f.Error },
        _ => throw new InvalidOperationException($"A step of kind {step.Kind} cannot end as {end.GetType().Name}."),
    };
}
