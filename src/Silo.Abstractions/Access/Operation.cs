namespace Silo.Abstractions.Access;

/// <summary>Everything that a caller can ask for. A port's method that has no operation is not offered to callers.</summary>
public enum Operation
{
    /// <summary>List agents.</summary>
    AgentRead,

    /// <summary>Check an agent file.</summary>
    AgentValidate,

    /// <summary>Find and list sessions.</summary>
    SessionRead,

    /// <summary>Read a session's events and pieces.</summary>
    EventRead,

    /// <summary>Find a task.</summary>
    TaskRead,

    /// <summary>Find and list approvals.</summary>
    ApprovalRead,

    /// <summary>Read and list files.</summary>
    FileRead,

    /// <summary>Make a session.</summary>
    SessionCreate,

    /// <summary>Delete a session.</summary>
    SessionDelete,

    /// <summary>Prompt a session.</summary>
    TurnPrompt,

    /// <summary>Cancel a turn.</summary>
    TurnCancel,

    /// <summary>Write, unpack and remove files.</summary>
    FileWrite,

    /// <summary>Decide an approval.</summary>
    ApprovalDecide,

    /// <summary>Look at how well the host is.</summary>
    DoctorRead,

    /// <summary>List keys.</summary>
    KeyRead,

    /// <summary>Make a key.</summary>
    KeyCreate,

    /// <summary>Revoke a key.</summary>
    KeyRevoke,

    /// <summary>Read the audit log.</summary>
    AuditRead,
}
