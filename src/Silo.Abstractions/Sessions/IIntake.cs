using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Lets commands in, as many as may be under way, and none while the journal is too far behind with what it has: what is slow below costs no memory.</summary>
/// <remarks>Whoever takes commands from outside enters before it reads them. What was let in waits, and so do the turns that run; they go on when the journal does.</remarks>
public interface IIntake
{
    /// <summary>Enters with a command; costs nothing and waits for nothing.</summary>
    /// <param name="tenant">Whose it is: no tenant takes all the room there is.</param>
    /// <param name="bytes">How large it is, or may be.</param>
    IntakeResult Enter(TenantId tenant, long bytes);
}
