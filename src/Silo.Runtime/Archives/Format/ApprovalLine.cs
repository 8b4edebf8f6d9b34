using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives.Format;

/// <summary>An approval.</summary>
internal sealed record ApprovalLine(
    ApprovalId Id, TurnId Turn, string Reason, string Title, DateTimeOffset RequestedAt, long RequestedSequence, string? Tool = null,
    string? Decision = null, string? Answer = null, string? DecidedBy = null, DateTimeOffset? DecidedAt = null)
{
    internal static ApprovalLine Of(ApprovalRow a) => new(
        a.Approval, a.Turn, a.Reason, a.Title, a.RequestedAt, a.RequestedSequence, a.Tool, a.Decision, a.Answer, a.DecidedBy, a.DecidedAt);

    internal ApprovalRow ToRow(SessionKey key) => new()
    {
        Key = key,
        Approval = Id,
        Turn = Turn,
        Reason = Reason,
        Title = Title,
        Tool = Tool,
        RequestedAt = RequestedAt,
        RequestedSequence = RequestedSequence,
        Decision = Decision,
        Answer = Answer,
        DecidedBy = DecidedBy,
        DecidedAt = DecidedAt,
    };
}
