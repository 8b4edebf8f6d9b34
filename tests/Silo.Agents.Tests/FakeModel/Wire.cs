using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.FakeModel;

/// <summary>Speaks to a server with bare HTTP.</summary>
internal static class Wire
{
    internal static FakeReply Everything { get; } = new()
    {
        Thinking = "Let me think.",
        RedactedThinkingBytes = 32,
        Text = "Grüße to you.",
        Tools = [new FakeToolCall { Name = "shell", Input = JsonElement.Parse("""{"command":"ls -la","deep":{"n":[1,2]}}""") }, new FakeToolCall { Name = "list" }],
        Usage = new FakeUsage { InputTokens = 11, OutputTokens = 22, CacheReadTokens = 3, CacheWriteTokens = 4 },
    };

    internal static Task<FakeModelServer> StartAsync(params FakeReply[] replies) =>
        FakeModelServer.StartAsync(new FakeScript { Conversations = [new FakeConversation { Replies = replies }] });

    internal static async Task<(int Status, string Body)> PostAsync(FakeModelServer server, string path, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal static Task<(int Status, string Body)> AskAsync(FakeModelServer server, string protocol, object messages, bool stream = true) => protocol == "anthropic"
        ? PostAsync(server, "v1/messages", JsonSerializer.Serialize(new { model = "m", max_tokens = 100, stream, messages }))
        : PostAsync(server, "v1/chat/completions", JsonSerializer.Serialize(new { model = "m", stream, messages, stream_options = stream ? new { include_usage = true } : null }));

    internal static object[] Hello(string text = "hello") => [new { role = "user", content = text }];

    internal static List<SseItem<string>> Events(string body)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return [.. SseParser.Create(stream).Enumerate()];
    }
}
