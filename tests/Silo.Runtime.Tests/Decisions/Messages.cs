using Silo.Abstractions.Sessions;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>The messages, made to fit a situation; null where there can be none.</summary>
internal static class Messages
{
    public static IReadOnlyDictionary<string, Func<Scene, SessionMessage?>> All { get; } = new Dictionary<string, Func<Scene, SessionMessage?>>
    {
        ["prompt"] = s => s.Prompt(),
        ["interject"] = s => s.Prompt(PromptMode.Interject),
        ["interject-deaf"] = s => s.Prompt(PromptMode.Interject, canInterject: false),
        ["cancel"] = _ => new SessionMessage.CancelReceived(Turn: null),
        ["cancel-queued"] = s => s.State.Queue.IsEmpty ? null : new SessionMessage.CancelReceived(s.State.Queue[0].Turn),
        ["message"] = s => s.State.Running is null ? Scene.Message(0) : Scene.Message(s.Turn.Steps.Count),
        ["message-again"] = s => s.State.Running is null ? null : Scene.Message(0),
        ["tool"] = s => s.Tools(s.State.Running?.Steps.Count ?? 0),
        ["too-early"] = s => Scene.Message(7),
        ["ask"] = s => s.Ask(s.State.Running?.Steps.Count ?? 0),
        ["ended"] = s => s.State.Running is null ? null : s.Turn.Steps[^1].Kind == StepKind.Tool ? s.Worked() : s.Said(),
        ["ended-old-attempt"] = s => s.State.Running is null ? null : s.Said() with { Attempt = 9 },
        ["failed"] = s => s.State.Running is null ? null : s.Cut(),
        ["due"] = s => s.State.Running is null ? null : s.Due(),
        ["approve"] = s => s.State.Running is { Approvals.IsEmpty: false } ? s.Decide("approve") : null,
        ["reject"] = s => s.State.Running is { Approvals.IsEmpty: false } ? s.Decide("reject") : null,
        ["answer"] = s => s.State.Running is { Approvals.IsEmpty: false } ? s.Decide("answer") : null,
        ["deadline"] = s => s.State.Running is null ? null : new SessionMessage.InterruptDue(s.Turn.Turn, InterruptReasons.Deadline),
        ["grace-over"] = s => s.State.Running is null ? null : new SessionMessage.GraceOver(s.Turn.Turn),
        ["program-ended"] = s => s.State.Running is null ? null : s.Ended(),
        ["idle-stop"] = _ => new SessionMessage.StopRequested(DeactivationReason.Idle),
        ["shutdown"] = _ => new SessionMessage.StopRequested(DeactivationReason.Shutdown),
    };
}
