using Silo.Abstractions.Events.Kinds;

namespace Silo.Cli.Output;

/// <summary>Questions about something that does not stand with them.</summary>
internal static class UnseenInput
{
    /// <summary>Whether a tool wants to run with an input that was too long for its event, so that nobody has seen here what would be approved.</summary>
    internal static bool IsUnseen(this ApprovalRequested asked) => asked is { Tool: not null, Input: null } && asked.Reason != "elicitation";
}
