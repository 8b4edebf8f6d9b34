using Silo.Abstractions.Access;

namespace Silo.Runtime.Access;

/// <summary>Which role may do what. The one place that says it; docs/operating/keys.md shows it to people.</summary>
public static class AccessRules
{
    /// <summary>The least role that may.</summary>
    public static Role Needed(Operation operation) => operation switch
    {
        Operation.AgentRead or Operation.SessionRead or Operation.EventRead or Operation.TaskRead or Operation.ApprovalRead or Operation.FileRead => Role.Viewer,
        Operation.AgentValidate or Operation.SessionCreate or Operation.SessionDelete or Operation.TurnPrompt or Operation.TurnCancel or Operation.FileWrite => Role.User,
        Operation.ApprovalDecide => Role.Approver,
        Operation.DoctorRead or Operation.KeyRead or Operation.KeyCreate or Operation.KeyRevoke or Operation.AuditRead => Role.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "An operation without a rule."),
    };

    /// <summary>Whether it changes something, and so stands in the audit log.</summary>
    public static bool IsChange(Operation operation) => operation is
        Operation.SessionCreate or Operation.SessionDelete or Operation.TurnPrompt or Operation.TurnCancel or Operation.FileWrite
        or Operation.ApprovalDecide or Operation.KeyCreate or Operation.KeyRevoke;

    /// <summary>Whether a caller may. One that is bound to a session may look it up and read its events, and nothing else.</summary>
    public static bool Allows(Caller caller, Operation operation) =>
        caller.Role >= Needed(operation) && (caller.OnlySession is null || operation is Operation.SessionRead or Operation.EventRead);
}
