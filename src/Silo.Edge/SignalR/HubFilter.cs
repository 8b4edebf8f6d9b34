using Microsoft.AspNetCore.SignalR;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.SignalR;

/// <summary>Around every call of the hub: whether its caller may still ask, how often, and in which form errors leave.</summary>
internal sealed class HubFilter(CallerRates rates, HubProblems problems) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var caller = HubConnections.CallerOf(invocationContext.Context);
        if (caller.Ended.IsCancellationRequested) throw HubProblems.From(new Problem(ProblemCodes.Unauthenticated, "The key was revoked or has expired. Connect with one that is valid."));
        if (!rates.TryTake(caller.Identity, out var refused)) throw HubProblems.From(refused);
        try
        {
            return await next(invocationContext);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not HubException) // The edge of the process: whatever a method throws becomes an answer, and a log entry.
        {
            throw problems.From(exception, invocationContext.HubMethodName);
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (ProblemException exception)
        {
            throw HubProblems.From(exception.Problem);
        }
    }
}
