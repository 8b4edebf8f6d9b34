using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Client;
using Silo.Client.Approvals;
using Silo.Client.Streams;
using Silo.Client.Tests.Behaviours;
using Silo.Host.Tests.SignalR;
using Silo.Host.Tests.Support;
using Silo.TestServers.Relays;
using Xunit;

namespace Silo.Host.Tests.Transcripts;

/// <summary>One session, read in six ways, each cut at random points and by a host that is killed: six equal transcripts.</summary>
[Collection(Alone.Name)]
public sealed class SixTranscriptsTests(ITestOutputHelper output)
{
    private const int KillAtPiece = 12;

    [Fact]
    public async Task Session_ReadInSixWaysEachCutAtRandom_HasOneTranscript()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SILO_TRANSCRIPT_SEED"), out var wanted) ? wanted : Environment.TickCount;
        output.WriteLine($"SILO_TRANSCRIPT_SEED={seed}");
        using var folder = new TestFolder();
        var port = FreePort.Take();
        var first = await HostProgram.CrashAsync(folder.At("data"), port, folder.At("points"), point: null);
        await using var killed = first;
        var direct = new Uri($"http://127.0.0.1:{port}");
        using var client = new SiloClient(Clients.Options(direct));
        var session = await client.CreateAsync("six");

        var relays = Enumerable.Range(0, 6).Select(i => new CuttingRelay(port, seed + i)).ToList();
        try
        {
            await using var browser = await BrowserReader.OpenAsync(relays[2].Address);
            foreach (var relay in relays) relay.Begin();
            var id = session.Id.Value;
            var takes = relays.Select(_ => new ReadItems()).ToList();
            (string Name, Task Reading)[] readers =
            [
                ("server-sent events", SseReader.ReadAsync(relays[0].Address, id, takes[0])),
                ("SignalR in node", NodeHubAsync(relays[1].Address, id, takes[1])),
                ("SignalR in Chromium", browser.ReadAsync(id, takes[2])),
                (".NET client", DotNetAsync(relays[3].Address, session.Id, takes[3])),
                ("TypeScript client", ProgramReader.TypeScriptAsync(relays[4].Address, id, takes[4])),
                ("silo tail", ProgramReader.TailAsync(relays[5].Address, id, takes[5])),
            ];
            // All of them are there before anything is said, so that each is cut in the middle of what is being made.
            foreach (var (name, i) in readers.Select((r, i) => (r.Name, i))) await takes[i].First.Within(180, $"{name} to have the first item");
            var inTheMiddle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var control = ControlAsync(client, session.Id, inTheMiddle);
            await session.PromptAsync("Go. \"Grüße\" 🌍");
            await inTheMiddle.Task.Within(120, "the middle of the last message");
            await first.KillAsync();
            await using var second = await HostProgram.CrashAsync(folder.At("data"), port, folder.At("points"), point: null);

            var expected = Fold(await control.Within(120, "the turn"));
            Assert.Contains("message.reset", expected, StringComparison.Ordinal);
            Assert.Contains("approval.resolved", expected, StringComparison.Ordinal);
            var wrong = new List<string>();
            for (var i = 0; i < readers.Length; i++)
            {
                await readers[i].Reading.Within(180, $"{readers[i].Name} to have the turn");
                output.WriteLine($"{readers[i].Name}: {takes[i].All.Count} items, {takes[i].Pieces} of them pieces, cut {relays[i].Cuts} times");
                if (Difference(expected, takes[i].All) is { } difference) wrong.Add($"{readers[i].Name}: {difference}");
                if (relays[i].Cuts == 0) wrong.Add($"{readers[i].Name} was never cut.");
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
        finally
        {
            foreach (var relay in relays) await relay.DisposeAsync();
        }
    }

    /// <summary>The one folding: it also proves, item by item, that nothing is left out, repeated or spliced. JSON is written anew, since programs in JavaScript have parsed it.</summary>
    private static string Fold(IReadOnlyList<JsonElement> items)
    {
        var reading = new Reading();
        foreach (var item in items) reading.Take(HubReading.Item(item));
        var json = TranscriptJson.Of(reading.Transcript);
        json["events"] = new JsonArray([.. json["events"]!.AsArray().Select(e => JsonNode.Parse(e!.GetValue<string>()))]);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static string? Difference(string expected, IReadOnlyList<JsonElement> items)
    {
        try
        {
            var got = Fold(items);
            return got == expected ? null : $"another transcript.\nexpected:\n{expected}\n\ngot:\n{got}";
        }
        catch (StreamGapException e)
        {
            return e.Message;
        }
    }

    // The one that stays: says when the host may be killed, and answers the question.
    private static async Task<IReadOnlyList<JsonElement>> ControlAsync(SiloClient client, SessionId session, TaskCompletionSource inTheMiddle)
    {
        var (items, message, pieces) = (new List<JsonElement>(), 0, 0);
        await foreach (var item in client.Session(session).ReadAsync())
        {
            items.Add(ReadItem.Of(item));
            switch (item)
            {
                case StreamItem.Event { Decoded.Data: ApprovalRequested asked }:
                    await client.DecideApprovalAsync(asked.Approval, new DecideApprovalOptions { Decision = "approve" });
                    break;
                case StreamItem.Event { Decoded.Data: MessageStarted }:
                    message++;
                    break;
                case StreamItem.Delta { Piece.Utf8.Length: > 0 } when message == 3 && ++pieces == KillAtPiece:
                    inTheMiddle.TrySetResult();
                    break;
                case StreamItem.Event { Decoded.Data: TurnEnded }:
                    return items;
                default:
                    break;
            }
        }

        throw new InvalidOperationException("The stream closed before the turn's end.");
    }

    private static async Task DotNetAsync(Uri server, SessionId session, ReadItems take)
    {
        using var client = new SiloClient(Clients.Options(server));
        await client.Session(session).ReadTurnsAsync(item => take.Add(ReadItem.Of(item)));
    }

    private static async Task NodeHubAsync(Uri server, string session, ReadItems take)
    {
        await using var node = NodeHub.Start();
        var following = node.ReadTurnAsync("follow", "f", server, session);
        await foreach (var item in node.Items("f").ReadAllAsync())
        {
            take.Add(item);
            if (HubReading.IsTurnEnd(item)) break;
        }

        await following;
    }
}
