using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Turns;

/// <summary>Takes prompts and cancels, and shows tasks.</summary>
internal static class TurnEndpoints
{
    public static void MapTurns(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Post, "/v1/sessions/{id}/turns", Operation.TurnPrompt, PromptAsync);
        routes.Map(HttpMethods.Post, "/v1/sessions/{id}/cancel", Operation.TurnCancel, CancelAsync);
        routes.Map(HttpMethods.Get, "/v1/tasks/{id}", Operation.TaskRead, ShowAsync);
    }

    private static async Task<IResult> PromptAsync(
        string id, HttpContext context, TurnWait waiting, IIntake intake, IOptions<SiloEdgeOptions> options)
    {
        var session = context.Ports().Session(id);
        if (!intake.TryEnter(context.Request, options.Value.JsonBytesMax, out var entered, out var full)) return full;
        PromptCommand command;
        PromptResult result;
        // Whoever waits for the turn's end afterwards is not under way any more.
        using (entered) (command, result) = await TakeAsync(session, context, options.Value);
        if (result is not PromptResult.Accepted accepted) return new ProblemResult(PromptCalls.Refused(result));
        if (accepted.Replayed) IdempotencyHeader.MarkReplayed(context.Response);
        context.Response.Headers.Location = $"/v1/tasks/{accepted.Turn.Value}";
        return await WaitAsync(context, session, accepted, waiting) ?? await AcceptedAsync(context, command, accepted);
    }

    private static async Task<(PromptCommand Command, PromptResult Result)> TakeAsync(SessionKey session, HttpContext context, SiloEdgeOptions options)
    {
        var ports = context.Ports();
        var body = await JsonBody<PromptBody>.ReadAsync(context.Request, RequestJson.Default.PromptBody, options.JsonBytesMax);
        var key = IdempotencyHeader.Read(context.Request, body.Sha256);
        var command = await PromptCalls.ReadAsync(ports, session, body.Value, key, context.RequestAborted);
        return (command, await ports.Directory.PromptAsync(command, context.RequestAborted));
    }

    private static async Task<IResult?> WaitAsync(HttpContext context, SessionKey session, PromptResult.Accepted accepted, TurnWait waiting)
    {
        if (PreferWait.Read(context.Request) is not { } seconds) return null;
        var atMost = TimeSpan.FromSeconds(seconds);
        try
        {
            if (!await waiting.WaitAsync(context, session, accepted.Turn, accepted.Sequence, atMost)) return null;
            context.Response.Headers["Preference-Applied"] = $"wait={seconds}";
            return await TaskReader.FindAsync(context.Ports(), accepted.Turn, context.RequestAborted) is { State: TurnState.Ended } task
                ? TypedResults.Json(task, ResponseJson.Relaxed.TaskBody)
                : null;
        }
        catch (JournalException)
        {
            // The prompt is recorded: an error would have its caller send it again.
            return null;
        }
    }

    private static async Task<IResult> AcceptedAsync(HttpContext context, PromptCommand command, PromptResult.Accepted accepted)
    {
        var body = await PromptCalls.AnswerAsync(context.Ports(), command, accepted, context.RequestAborted);
        return TypedResults.Json(body, ResponseJson.Relaxed.AcceptedBody, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext context, IOptions<SiloEdgeOptions> options)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var body = await JsonBody<CancelBody>.ReadAsync(context.Request, RequestJson.Default.CancelBody, options.Value.JsonBytesMax);
        TurnId? turn = body.Value.Task is { } task ? RouteIds.Read<TurnId>(task) : null;
        var result = await ports.Directory.CancelAsync(session, turn, context.RequestAborted);
        return result is CancelResult.Cancelling cancelling
            ? TypedResults.Json(new CancellingBody(cancelling.Turn.Value), ResponseJson.Relaxed.CancellingBody, statusCode: StatusCodes.Status202Accepted)
            : new ProblemResult(CancelCalls.Refused(result));
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context)
    {
        var task = await TaskReader.FindAsync(context.Ports(), RouteIds.Read<TurnId>(id), context.RequestAborted);
        return task is null
            ? new ProblemResult(new Problem(ProblemCodes.TaskNotFound, "No task has this id; its session may have been deleted."))
            : TypedResults.Json(task, ResponseJson.Relaxed.TaskBody);
    }
}
