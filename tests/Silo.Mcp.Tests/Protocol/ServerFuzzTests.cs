using System.Text;
using System.Text.Json.Nodes;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Conformance.Fuzzing;
using Silo.Mcp.Tests.Support;
using Xunit;

namespace Silo.Mcp.Tests.Protocol;

/// <summary>Servers that say anything: malformed, huge, of wrong ids and types, twice, without end.</summary>
public sealed class ServerFuzzTests
{
    private const int MessageBytesMax = 64 << 10;
    private const long MemoryBytesMax = 256L << 20;
    private static readonly McpServerSettings Settings = Rig.Program("x") with { MessageBytesMax = MessageBytesMax, StartTimeout = TimeSpan.FromSeconds(20), Revision = "2025-11-25" };

    [Fact]
    public async Task Server_ThatSaysAnything_BreaksNothing()
    {
        await Fuzz.RunAsync(60, 2000, async random =>
        {
            var sandbox = new FakeSandbox((process, _) => PlayAsync(process, random));
            await using var rig = new Rig(Settings, sandbox) { Person = _ => Task.FromResult(new ApprovalOutcome("approve", null)) };
            for (var round = 0; round < 3; round++)
            {
                // A server may fall silent for ever: then the caller gives up, as the runtime does at a tool's timeout.
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
                try
                {
                    var listing = await rig.ListAsync().WaitAsync(patience.Token);
                    foreach (var tool in listing.Tools.Take(2)) Check(await rig.CallAsync(tool, cancellationToken: patience.Token));
                    Assert.All(listing.Tools, t => Assert.Matches("^[a-z0-9_-]{1,64}$", t.Definition.Name));
                    Assert.Equal(listing.Tools.Count, listing.Tools.Select(t => t.Definition.Name).Distinct().Count());
                }
                catch (OperationCanceledException) when (patience.IsCancellationRequested)
                {
                    // Given up.
                }
            }

            Assert.InRange(sandbox.Started, 1, 5);
            Assert.True(rig.Streamed.Length < 16 << 20);
        });
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < MemoryBytesMax, $"{GC.GetTotalMemory(false)} bytes are kept.");
    }

    private static void Check(ToolResult result)
    {
        Assert.True(Encoding.UTF8.GetByteCount(result.Text) < Settings.OutputBytesMax + 1024);
        Assert.True(result.Error is null or { Code.Length: > 0 });
    }

    private static async Task PlayAsync(FakeProcess process, Random random)
    {
        // Half of them begin well, so that the calls are reached.
        var honest = random.Next(2) == 0 ? random.Next(2, 6) : 0;
        while (await process.ReadAsync() is { } line)
        {
            var message = (JsonObject)JsonNode.Parse(line)!;
            if (message["id"] is null || message["method"] is null) continue;
            if (honest-- > 0) await process.WriteAsync((await Lines.AnswerAsync(message))!);
            else await SayAsync(process, random, message);
        }
    }

    private static async Task SayAsync(FakeProcess process, Random random, JsonObject asked)
    {
        var id = asked["id"]!.ToJsonString();
        switch (random.Next(14))
        {
            case 0:
                // Silence.
                break;
            case 1:
                var junk = new byte[random.Next(1, 3 * MessageBytesMax)];
                random.NextBytes(junk);
                await process.WriteAsync(junk);
                break;
            case 2:
                for (var i = random.Next(200); i >= 0; i--) await process.WriteAsync("not a message");
                break;
            case 3:
                while (true) await process.WriteAsync(Encoding.ASCII.GetBytes(new string('[', 4096)));
            case 4:
                var answer = $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{Value(random, 5)}}}""";
                for (var i = random.Next(3); i >= 0; i--) await process.WriteAsync(answer);
                break;
            case 5:
                await process.WriteAsync($$"""{"jsonrpc":"2.0","id":{{Value(random, 1)}},"result":{{Value(random, 4)}}}""");
                break;
            case 6:
                await process.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"error":{{Value(random, 3)}}}""");
                break;
            case 7:
                for (var i = random.Next(2000); i >= 0; i--)
                    await process.WriteAsync($$"""{"jsonrpc":"2.0","method":"notifications/{{Pick(random, "progress", "tools/list_changed", "message", "cancelled", "x")}}","params":{{Value(random, 3)}}}""");
                break;
            case 8:
                for (var i = random.Next(300); i >= 0; i--)
                    await process.WriteAsync($$"""{"jsonrpc":"2.0","id":{{Value(random, 0)}},"method":"{{Pick(random, "elicitation/create", "ping", "roots/list", "sampling/createMessage")}}","params":{{Value(random, 4)}}}""");
                break;
            case 9:
                await process.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{"resultType":{{Value(random, 1)}},"inputRequests":{{Value(random, 3)}},"content":{{Value(random, 4)}}} }""");
                break;
            case 10:
                await process.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{"protocolVersion":{{Value(random, 0)}},"capabilities":{{Value(random, 2)}},"serverInfo":{{Value(random, 2)}},"tools":{{Tools(random)}},"nextCursor":{{Value(random, 0)}}} }""");
                break;
            case 11:
                await process.WriteAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"content":[{{{string.Join(',', Enumerable.Range(0, random.Next(400)).Select(_ => Content(random)))}}}],"isError":{{{Value(random, 0)}}}}}""");
                break;
            case 12:
                await process.WriteErrorAsync(new string('e', random.Next(100_000)));
                throw new OperationCanceledException("It dies.");
            default:
                var whole = Encoding.UTF8.GetBytes((await Lines.AnswerAsync(asked))! + "\n");
                var cut = random.Next(whole.Length);
                await process.WriteAsync(whole.AsMemory(0, cut));
                if (random.Next(2) == 0) await process.WriteAsync(whole.AsMemory(cut));
                break;
        }
    }

    private static string Tools(Random random) => "[" + string.Join(',', Enumerable.Range(0, random.Next(300)).Select(_ =>
        $$"""{"name":{{(random.Next(4) == 0 ? Value(random, 1) : Name(random))}},"description":{{Value(random, 0)}},"inputSchema":{{(random.Next(3) == 0 ? Value(random, 6) : "{\"type\":\"object\"}")}},"annotations":{{(random.Next(3) == 0 ? Value(random, 2) : "{}")}}}""")) + "]";

    private static string Content(Random random) => random.Next(5) switch
    {
        0 => $$"""{"type":"text","text":{{Value(random, 0)}}}""",
        1 => $$"""{"type":"image","data":{{Value(random, 0)}},"mimeType":{{Value(random, 0)}}}""",
        2 => $$"""{"type":"resource","resource":{{Value(random, 2)}}}""",
        3 => Value(random, 2),
        _ => """{"type":"text","text":"plain"}""",
    };

    private static string Name(Random random) => JsonValue.Create(Pick(random, "a", "A", "a.b", "a/b", "ä", new string('n', 100), new string('N', 100), $"t{random.Next(20)}")).ToJsonString();

    // JSON of any type and depth, some of it that can be read and not written.
    private static string Value(Random random, int depth) => random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => "null",
        1 => Pick(random, "true", "false"),
        2 => Pick(random, "0", "-1", "1e308", "3.5", "99999999999999999999", $"{random.Next()}"),
        3 => "\"\"",
        4 => Pick(random, "\"\\ud800\"", "\"\\u0000\\u001b[31m\"", "\"2025-11-25\"", "\"object\"", "\"input_required\"", "\"aGVsbG8=\""),
        5 => JsonValue.Create(new string((char)random.Next(32, 0x2ff), random.Next(2000))).ToJsonString(),
        6 => JsonValue.Create($"s{random.Next(1000)}").ToJsonString(),
        7 => "[" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth - 1))) + "]",
        8 => string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70)),
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ =>
            $"\"{Pick(random, "type", "name", "text", "properties", "message", "requestedSchema", "progressToken", "progress", "code", "uri", "blob", "mode", "x")}\":{Value(random, depth - 1)}")) + "}",
    };

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];
}
