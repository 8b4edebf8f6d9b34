using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Silo.Edge.Http.Guards;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Problems;

/// <summary>Makes sure that every error leaves as problem+json, and that none tells more than it should.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Set(context.Response.Headers);
        try
        {
            await next(context);
            await NameBareStatusAsync(context);
        }
        catch (Exception exception) when (IsCallerGone(context, exception))
        {
            context.Abort();
        }
        catch (Exception exception) // The edge of the process: whatever a handler throws becomes an answer, and a log entry.
        {
            await AnswerAsync(context, exception);
        }
    }

    // A connection that was reset, or that a stop has cut, may throw before its token is cancelled.
    private static bool IsCallerGone(HttpContext context, Exception exception) => exception switch
    {
        ConnectionResetException or ConnectionAbortedException or OperationCanceledException { InnerException: ConnectionResetException or ConnectionAbortedException } => true,
        OperationCanceledException => context.RequestAborted.IsCancellationRequested || context.Response.HasStarted,
        IOException => context.RequestAborted.IsCancellationRequested,
        _ => false,
    };

    // A bound did what it is for, and whoever runs into it may do so again and again: it is counted, and is no entry each time.
    private static bool IsRefusal(Exception exception) => exception is ProblemException or KeyLookUpsFullException;

    private static Task NameBareStatusAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null) return Task.CompletedTask;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Refuse(ProblemCodes.RouteNotFound, $"There is nothing at {context.Request.Path}. docs/protocol/http.md lists the routes."),
            StatusCodes.Status405MethodNotAllowed => Refuse(ProblemCodes.MethodNotAllowed, $"{context.Request.Path} takes {response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => Refuse(ProblemCodes.BodyTooLarge, "The body is larger than the server takes."),
            StatusCodes.Status415UnsupportedMediaType => Refuse(ProblemCodes.ContentTypeRefused, "The content type is not one that this route takes."),
            >= 400 and < 500 => Refuse(ProblemCodes.RequestInvalid, "The request is malformed."),
            _ => Task.CompletedTask,
        };

        Task Refuse(ProblemCode code, string detail) => new ProblemResult(new Problem(code, detail)).ExecuteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = ExceptionProblems.From(exception);
        if (problem is null) LogUnexpected(exception, context.Request.Method, context.Request.Path.Value ?? "/");
        else if (problem.Code.Status >= 500 && !IsRefusal(exception)) LogServerProblem(exception, context.Request.Method, context.Request.Path.Value ?? "/", problem.Code.Code);
        if (context.Response.HasStarted)
        {
            // A clean end would look like a whole answer; a cut one does not.
            context.Abort();
            return;
        }

        context.Response.Clear();
        SecurityHeaders.Set(context.Response.Headers);
        OriginGuard.Share(context);
        problem ??= new Problem(ProblemCodes.Internal, "The server failed in a way that it did not expect. Its log says more.");
        await new ProblemResult(problem).ExecuteAsync(context);
    }
}
