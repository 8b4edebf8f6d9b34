using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Access;

/// <summary>What one caller may, asked by every decorator before each act.</summary>
/// <remarks>
/// A decorator puts the caller's own tenant into every key, query and command before it hands them on. A key of another tenant so becomes
/// one of the caller's that does not exist: the answer, and the work that leads to it, are those of an unknown id.
/// </remarks>
internal sealed class CallerAccess(Caller caller, AuditTrail trail)
{
    internal Caller Caller => caller;

    /// <summary>The session as one of the caller's own tenant.</summary>
    internal SessionKey Own(SessionKey session) => session with { Tenant = caller.Tenant };

    /// <summary>Whether the caller is bound to another session than this one.</summary>
    internal bool IsBeyond(SessionKey session) => caller.OnlySession is { } only && only != session.Session;

    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    internal void Require(Operation operation)
    {
        if (!AccessRules.Allows(caller, operation)) throw Denied(operation);
    }

    /// <summary>Makes a change between its entry in the audit log and its end there. One that is not allowed is recorded too.</summary>
    /// <param name="operation">The change.</param>
    /// <param name="target">What it changes; null for what it makes.</param>
    /// <param name="act">Makes it.</param>
    /// <param name="told">Its outcome as the log says it, and what it made.</param>
    /// <param name="cancellationToken">Stops waiting for the entry; what follows has the act's own token.</param>
    internal async Task<T> ChangeAsync<T>(
        Operation operation, string? target, Func<Task<T>> act, Func<T, (string Outcome, string? Made)> told, CancellationToken cancellationToken)
    {
        var entry = await trail.BeginAsync(caller, operation, target, cancellationToken);
        if (!AccessRules.Allows(caller, operation))
        {
            await trail.EndAsync(entry, "forbidden", target: null);
            throw Denied(operation);
        }

        T result;
        try
        {
            result = await act();
        }
        catch (Exception e)
        {
            // A caller that went away did not undo anything: what became of its change is not known here.
            await trail.EndAsync(entry, OutcomeOf(e), target: null);
            throw;
        }

        var (outcome, made) = told(result);
        await trail.EndAsync(entry, outcome, made);
        return result;
    }

    // What the files refused is the caller's to hear by its code, and no failure of the server.
    private static string OutcomeOf(Exception exception) => exception switch
    {
        OperationCanceledException => "abandoned",
        WorkspaceException refused => refused.Code,
        _ => "failed",
    };

    private AccessDeniedException Denied(Operation operation) =>
        new(operation, caller.OnlySession is null ? AccessRules.Needed(operation) : null);
}
