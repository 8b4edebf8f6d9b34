using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.OpenAI;

/// <summary>The Chat Completions API.</summary>
internal sealed class OpenAIProtocol : IProtocol
{
    public string Name => "openai";

    public bool IsAuthorised(IHeaderDictionary headers, string key) => headers.Authorization == $"Bearer {key}";

    public ModelRequest Read(JsonElement body, IHeaderDictionary headers, long bytes) => OpenAIReader.Read(this, body, bytes);

    public IEnumerable<Frame> Stream(Planned reply) => OpenAIFrames.Stream(reply);

    public byte[] Whole(Planned reply) => OpenAIFrames.Whole(reply);

    public byte[] Error(int status, string type, string message) =>
        Sse.ToJson(new { error = new { message, type, param = (string?)null, code = status == 401 ? "invalid_api_key" : null } });

    public string TypeOf(int status) => status switch
    {
        429 => "rate_limit_exceeded",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    public Frame ErrorFrame(string type) => Sse.Data(new { error = new { message = "The server is overloaded", type = "server_error", param = (string?)null, code = (string?)null } });

    public Frame MalformedFrame() => Sse.Raw("{\"id\":\"chatcmpl-x\",\"choices\":[{\"index\":0,\"del");
}
