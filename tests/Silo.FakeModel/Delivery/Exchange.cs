using System.Text;
using System.Text.Json;
using Silo.FakeModel.Scripts;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Delivery;

/// <summary>One request: read, checked, matched to its reply, answered.</summary>
internal sealed class Exchange(FakeModelServer server, IProtocol protocol, Ledger ledger, FakeModelOptions options)
{
    internal async Task RunAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        if (options.ApiKey is { } key && !protocol.IsAuthorised(http.Request.Headers, key))
        {
            await RefuseAsync(http, 401, "invalid x-api-key", body);
            return;
        }

        try
        {
            var request = Parse(http, body);
            var conversation = server.Find(request) ?? throw new RefusedException($"No script fits the model '{request.Model}' and a first message of {request.FirstUserText.Length} characters.");
            var detour = request.Interrupted && conversation.OnInterrupted is not null;
            var index = request.ReplyIndex;
            if (conversation.VerifyReplay) Replay.Verify(conversation, request);
            var reply = detour ? conversation.OnInterrupted! : At(conversation, index);
            await AnswerAsync(http, request, conversation, reply, detour ? -1 : index, body);
        }
        catch (RefusedException refused)
        {
            await RefuseAsync(http, 400, refused.Message, body);
        }
    }

    internal static FakeReply At(FakeConversation conversation, int index)
    {
        var count = conversation.Replies.Count;
        RefusedException.Unless(index < count || (conversation.Repeat && count > 0), $"The script '{conversation.Name}' has {count} replies; this asks for number {index + 1}.");
        return conversation.Replies[index % count];
    }

    private async Task AnswerAsync(HttpContext http, ModelRequest request, FakeConversation conversation, FakeReply reply, int index, string body)
    {
        var planned = new Planned(reply, request, detour: index < 0);
        var number = ledger.Next($"{protocol.Name}:{conversation.Name}", request.FirstUserText, index, request.Assistants.Count);
        var ticket = ledger.Add(new RequestRecord
        {
            Protocol = protocol.Name,
            Script = conversation.Name,
            Conversation = request.FirstUserText,
            Reply = index,
            Request = number,
            TokensTotal = planned.Tokens,
            Body = options.KeepBodies ? body : string.Empty,
        });
        await new ReplySender(http, reply, reply.FaultOf(number), ticket, server.GateOf(conversation.Name), options.Time).SendAsync(request, planned);
    }

    private ModelRequest Parse(HttpContext http, string body)
    {
        RefusedException.Unless(http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true, "content-type must be application/json");
        try
        {
            return protocol.Read(JsonElement.Parse(body), http.Request.Headers, body.Length);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RefusedException("The request body is not of the expected shape: " + broken.Message);
        }
    }

    private async Task RefuseAsync(HttpContext http, int status, string message, string body)
    {
        ledger.Add(new RequestRecord { Protocol = protocol.Name, Outcome = RequestOutcome.Refused, Status = status, Error = message, Body = body });
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(protocol.Error(status, protocol.TypeOf(status), message), http.RequestAborted);
    }
}
