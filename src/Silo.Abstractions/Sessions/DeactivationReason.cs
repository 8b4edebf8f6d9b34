namespace Silo.Abstractions.Sessions;

/// <summary>Why a session's actor ends.</summary>
public enum DeactivationReason
{
    /// <summary>It was idle for its keep-alive.</summary>
    Idle,

    /// <summary>The node stops.</summary>
    Shutdown,

    /// <summary>The session is deleted.</summary>
    Deleted,
}
