using System.Text.Json;
using System.Text.Json.Nodes;

namespace Silo.Mcp.Tests.Support;

/// <summary>Plays an MCP server of the revision 2025-11-25 on a fake process, line by line.</summary>
internal static class Lines
{
    public const string Tools = """
        {"tools":[
          {"name":"look","description":"Looks.","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},
          {"name":"put","description":"Puts.","inputSchema":{"type":"object"},"annotations":{"idempotentHint":true}},
          {"name":"send","description":"Sends.","inputSchema":{"type":"object"}}]}
        """;

    /// <summary>Answers until its input ends; <paramref name="call"/> answers calls: null for no answer at all.</summary>
    public static async Task ServeAsync(FakeProcess process, Func<JsonObject, Task<string?>>? call = null, Func<string>? tools = null)
    {
        while (await process.ReadAsync() is { } line)
        {
            var message = (JsonObject)JsonNode.Parse(line)!;
            if (message["id"] is null || message["method"] is null) continue;
            if (await AnswerAsync(message, call, tools) is { } answer) await process.WriteAsync(answer);
        }
    }

    public static async Task<string?> AnswerAsync(JsonObject message, Func<JsonObject, Task<string?>>? call = null, Func<string>? tools = null) => (string?)message["method"] switch
    {
        "initialize" => Result(message, """{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"t","version":"1"}}"""),
        "tools/list" => Result(message, tools?.Invoke() ?? Tools),
        "tools/call" => call is null ? Text(message, "done") : await call(message),
        _ => $$$"""{"jsonrpc":"2.0","id":{{{message["id"]!.ToJsonString()}}},"error":{"code":-32601,"message":"no such method"}}""",
    };

    public static string Result(JsonObject message, string result) =>
        $$$"""{"jsonrpc":"2.0","id":{{{message["id"]!.ToJsonString()}}},"result":{{{JsonNode.Parse(result)!.ToJsonString()}}}}""";

    public static string Text(JsonObject message, string text) =>
        Result(message, $$$"""{"content":[{"type":"text","text":{{{JsonSerializer.Serialize(text)}}}}]}""");
}
