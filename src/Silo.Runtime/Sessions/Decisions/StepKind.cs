namespace Silo.Runtime.Sessions.Decisions;

/// <summary>The kinds of step that a turn records.</summary>
internal enum StepKind
{
    Message,
    Tool,
    Code,
    Ask,
}
