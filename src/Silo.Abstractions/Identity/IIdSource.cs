namespace Silo.Abstractions.Identity;

/// <summary>Makes new ids. Injected, so that tests and simulations repeat exactly.</summary>
public interface IIdSource
{
    /// <summary>A session id that was never given out before.</summary>
    SessionId NewSession();

    /// <summary>A turn id that was never given out before.</summary>
    TurnId NewTurn();

    /// <summary>An approval id that was never given out before.</summary>
    ApprovalId NewApproval();

    /// <summary>A key's id that was never given out before.</summary>
    KeyId NewKey();

    /// <summary>An audit entry's id that was never given out before.</summary>
    AuditId NewAudit();
}
