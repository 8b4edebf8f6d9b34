using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Edge.Auth;
using Silo.Edge.Http.Approvals;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;
using Silo.Edge.Http.Sessions;
using Silo.Edge.Http.Turns;

namespace Silo.Edge.SignalR;

/// <summary>The hub at <c>/hub</c>: many sessions over one connection. The contract is docs/protocol/signalr.md.</summary>
internal sealed class SiloHub(HubConnections connections, HubStreams streams, IIntake intake) : Hub
{
    private HubCaller Caller => HubConnections.CallerOf(Context);

    public override Task OnConnectedAsync()
    {
        connections.Enter(Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Leave(Context);
        return Task.CompletedTask;
    }

    /// <summary>A session's events and pieces from a cursor on.</summary>
    [HubRule(Operation.EventRead)]
    public IAsyncEnumerable<HubItem> StreamEvents(JsonElement session, JsonElement cursor, CancellationToken cancellationToken) =>
        streams.ReadAsync(Caller, session, cursor, cancellationToken);

    /// <summary>Gives a session a prompt, as <c>POST /v1/sessions/{id}/turns</c> does.</summary>
    [HubRule(Operation.TurnPrompt)]
    public Task<HubJson> Prompt(JsonElement session, JsonElement body, JsonElement key) => PromptAsync(session, body, key, mode: null);

    /// <summary>Says something into the running turn: a prompt with mode interject.</summary>
    [HubRule(Operation.TurnPrompt)]
    public Task<HubJson> Interject(JsonElement session, JsonElement body, JsonElement key) => PromptAsync(session, body, key, "interject");

    /// <summary>Cancels a turn; the running one where none is named.</summary>
    [HubRule(Operation.TurnCancel)]
    public async Task<HubJson> Cancel(JsonElement session, JsonElement task)
    {
        TurnId? turn = HubArguments.Text(task, "task") is { } id ? RouteIds.Read<TurnId>(id) : null;
        var result = await Caller.Ports.Directory.CancelAsync(Caller.Ports.Session(HubArguments.Text(session, "session")), turn, Context.ConnectionAborted);
        return result is CancelResult.Cancelling cancelling
            ? HubJson.Of(new CancellingBody(cancelling.Turn.Value), ResponseJson.Relaxed.CancellingBody)
            : throw CancelCalls.Refused(result).ToException();
    }

    /// <summary>Decides an approval.</summary>
    [HubRule(Operation.ApprovalDecide)]
    public async Task<HubJson> Approve(JsonElement approval, JsonElement body)
    {
        using var entered = Enter(body);
        var id = RouteIds.Read<ApprovalId>(HubArguments.Text(approval, "approval"));
        var decision = HubArguments.Body(body, RequestJson.Default.DecisionBody).Value;
        var result = await Caller.Ports.Directory.ResolveApprovalAsync(ApprovalCalls.Read(Caller.Ports, id, decision), Context.ConnectionAborted);
        return result is ResolveApprovalResult.Resolved resolved
            ? HubJson.Of(ApprovalBody.From(resolved.Row), ResponseJson.Relaxed.ApprovalBody)
            : throw ApprovalCalls.Refused(result).ToException();
    }

    /// <summary>A page of sessions, newest first.</summary>
    [HubRule(Operation.SessionRead)]
    public async Task<HubJson> Sessions(JsonElement filter)
    {
        var body = filter.ValueKind == JsonValueKind.Null ? new SessionFilterBody() : HubArguments.Body(filter, RequestJson.Default.SessionFilterBody).Value;
        var query = SessionFilter.Read(body, Caller.Ports.Caller.Tenant);
        return HubJson.Of(await SessionPages.ReadAsync(Caller.Ports.Catalog, query, Context.ConnectionAborted), ResponseJson.Relaxed.SessionListBody);
    }

    private IntakeResult.Entered Enter(JsonElement body) => intake.Enter(Caller.Ports.Caller.Tenant, JsonMarshal.GetRawUtf8Value(body).Length) switch
    {
        IntakeResult.Entered entered => entered,
        IntakeResult.Refused no => throw Problem.Unavailable(no.Code, no.Message).ToException(),
        var other => throw new InvalidOperationException($"The intake answered with {other}."),
    };

    private async Task<HubJson> PromptAsync(JsonElement session, JsonElement body, JsonElement key, string? mode)
    {
        using var entered = Enter(body);
        var ports = Caller.Ports;
        var target = ports.Session(HubArguments.Text(session, "session"));
        var (said, sha256) = HubArguments.Body(body, RequestJson.Default.PromptBody);
        if (mode is not null && said.Mode is not null && said.Mode != mode)
            throw new Problem(ProblemCodes.BodyInvalid, $"'mode' must be {mode} here, or be absent.").ToException();
        var client = HubArguments.Text(key, "key") is { } text ? IdempotencyHeader.Key(text, sha256) : null;
        var command = await PromptCalls.ReadAsync(ports, target, mode is null ? said : said with { Mode = mode }, client, Context.ConnectionAborted);
        var result = await ports.Directory.PromptAsync(command, Context.ConnectionAborted);
        return result is PromptResult.Accepted accepted
            ? HubJson.Of(await PromptCalls.AnswerAsync(ports, command, accepted, Context.ConnectionAborted), ResponseJson.Relaxed.AcceptedBody)
            : throw PromptCalls.Refused(result).ToException();
    }
}
