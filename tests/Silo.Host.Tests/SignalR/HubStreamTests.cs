using System.Text;
using System.Text.Json.Nodes;
using Silo.Host.Tests.Support;
using Silo.TestServers.Hubs;
using Xunit;

namespace Silo.Host.Tests.SignalR;

/// <summary>Streams of the hub, read by npm's client in node: the same as server-sent events, however they are cut.</summary>
public sealed class HubStreamTests(ITestOutputHelper output)
{
    private static JsonNode Go => new JsonObject { ["prompt"] = "Go." };

    /// <summary>The model says a token only when the one before it was read: so the client drops in the middle of an open message, at each of its tokens.</summary>
    [Fact]
    public async Task Reader_BackAtEveryTokenOfAnOpenMessage_GetsEachTokenOnceAndTheWholeTranscript()
    {
        using var folder = new TestFolder();
        await using var server = await GatedTurn.StartAsync();
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        await using var node = NodeHub.Start();
        var session = await host.Client.CreateAsync("anthropic");
        var stayed = new Reading();
        var staying = session.ReadTurnsAsync(stayed.Take);
        var returning = node.ReadTurnAsync("returning", "r", host.Address, session.Id.Value);
        // A token for each item that was read, whatever it is: the last piece of a tool's input may come in the completed message alone.
        var returned = HubReading.ReadTurnAsync(node.Items("r"), _ => server.Release("*"));
        await session.PromptAsync("Go.");
        var connections = await returning;
        await staying.Within(60, "the reader that stays to have the whole turn");

        var hub = await returned.Within(60, "the items");
        HubReading.AssertSame(stayed, hub);
        hub.AssertPiecesAgree(stayed);
        Assert.InRange(hub.Pieces, 2, server.Requests.Sum(r => r.TokensTotal));
        Assert.Equal(hub.Transcript.Events.Count + hub.Transcript.Deltas, connections);
        Assert.Equal(0, server.TokensBoughtTwice);
        output.WriteLine($"{connections} connections, {hub.Pieces} pieces");
    }

    [Fact]
    public async Task Items_OfAStream_HoldTheStoredBytesAndTheCursorsOfServerSentEvents()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("talk");
        await (await session.PromptAsync("Grüße 🌍 <&> \u0001.")).WaitAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session.Id}/events?follow=false") { Headers = { { "Accept", "text/event-stream" } } };
        using var answer = await http.SendAsync(request);
        var expected = (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(f => f.StartsWith("id: ", StringComparison.Ordinal)).ToList();

        await using var hub = await HubSocket.ConnectAsync(host.Address, key: null, CancellationToken.None);
        await hub.SendAsync($$"""{"type":4,"invocationId":"s","target":"StreamEvents","arguments":["{{session.Id}}",null]}""", CancellationToken.None);
        foreach (var frame in expected)
        {
            var lines = frame.Split('\n');
            var record = Encoding.UTF8.GetString((await hub.ReadAsync(CancellationToken.None).AsTask().Within(60, "an item"))!.Value.Span);
            Assert.Equal($$$"""{"type":2,"invocationId":"s","item":{"id":"{{{lines[0][4..]}}}","event":"{{{lines[1][7..]}}}","data":{{{lines[2][6..]}}}}}""", record);
        }
    }

    [Fact]
    public async Task Reader_WhoseServerIsKilledInMidMessage_GoesOnExactly()
    {
        using var folder = new TestFolder();
        var port = FreePort.Take();
        var server = new Uri($"http://127.0.0.1:{port}");
        await using var node = NodeHub.Start();
        await using var first = await HostProgram.CrashAsync(folder.At("data"), port, folder.At("points"), point: null);
        using var client = new Client.SiloClient(Clients.Options(server));
        var session = await client.CreateAsync("slow");
        var following = node.ReadTurnAsync("follow", "f", server, session.Id.Value);
        var inTheMiddle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pieces = 0;
        var reading = HubReading.ReadTurnAsync(node.Items("f"), item =>
        {
            if (item.GetProperty("event").GetString() == "message.delta" && ++pieces == 10) inTheMiddle.SetResult();
        });
        await session.PromptAsync("Go.");
        await inTheMiddle.Task.Within(60, "the tenth piece");
        await first.KillAsync();
        await using var second = await HostProgram.CrashAsync(folder.At("data"), port, folder.At("points"), point: null);

        Assert.True(await following > 0, "The connection was never cut.");
        var seen = await reading.Within(60, "the items");
        var fresh = new Reading();
        await session.ReadTurnsAsync(fresh.Take);
        Assert.Equal(fresh.Transcript.Events.Select(e => e.Sequence), seen.Transcript.Events.Select(e => e.Sequence));
        HubReading.AssertSame(fresh, seen);
        Assert.Contains(seen.Transcript.Events, e => e.Kind == "message.reset");
    }

    [Fact]
    public async Task Stream_OfAConnectionThatIsCutAndReconnectsStatefully_GoesOnAsIfNothingWere()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var node = NodeHub.Start();
        var session = await host.Client.CreateAsync("slow");
        await node.ConnectAsync("c", host.Address, stateful: true);
        await node.StreamAsync("s", "c", session.Id.Value);
        var inTheMiddle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = HubReading.ReadTurnAsync(node.Items("s"), item =>
        {
            if (item.GetProperty("event").GetString() == "message.delta") inTheMiddle.TrySetResult();
        });
        var stayed = new Reading();
        var staying = session.ReadTurnsAsync(stayed.Take);
        await session.PromptAsync("Go.");
        await inTheMiddle.Task.Within(60, "the first piece");
        await node.DoAsync("cut", "c");
        await staying.Within(60, "the turn");
        HubReading.AssertSame(stayed, await reading.Within(60, "the stream to have the turn"));
    }

    [Fact]
    public async Task Streams_OfAServerThatStops_SaySo()
    {
        using var folder = new TestFolder();
        await using var host = HostProgram.Serve(folder.At("data"));
        var server = await host.ListeningAsync();
        await using var node = NodeHub.Start();
        using var client = new Client.SiloClient(Clients.Options(server));
        var sessions = new[] { await client.CreateAsync("talk"), await client.CreateAsync("talk") };
        await node.ConnectAsync("c", server);
        foreach (var session in sessions) await node.StreamAsync(session.Id.Value, "c", session.Id.Value);
        foreach (var session in sessions) await HubReading.FindAsync(node.Items(session.Id.Value), "session.created").Within(60, "the first event");

        host.Terminate();
        foreach (var session in sessions)
        {
            var closed = await HubReading.FindAsync(node.Items(session.Id.Value), "stream.closed").Within(60, "the end of the stream");
            Assert.Equal("""{"event":"stream.closed","data":{"reason":"shutdown"}}""", closed.GetRawText());
        }

        Assert.Equal(0, await host.ExitAsync());
    }

    [Fact]
    public async Task TwoHundredStreams_OverTwentyConnections_EachHaveTheirSessionWhole()
    {
        const int connections = 20, each = 10;
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var node = NodeHub.Start();
        var sessions = await Task.WhenAll(Enumerable.Range(0, each).Select(_ => host.Client.CreateAsync("talk")));
        var readings = new List<(int Session, Task<Reading> Reading)>();
        for (var c = 0; c < connections; c++)
        {
            await node.ConnectAsync($"c{c}", host.Address);
            for (var s = 0; s < each; s++)
            {
                await node.StreamAsync($"{c}.{s}", $"c{c}", sessions[s].Id.Value);
                readings.Add((s, HubReading.ReadTurnAsync(node.Items($"{c}.{s}"))));
            }
        }

        foreach (var session in sessions) await session.PromptAsync("Go.");
        var stayed = new Reading[each];
        for (var s = 0; s < each; s++) await sessions[s].ReadTurnsAsync((stayed[s] = new Reading()).Take).Within(60, "a turn");
        foreach (var (session, reading) in readings)
            HubReading.AssertSame(stayed[session], await reading.Within(60, "a stream to have its turn"));
    }

    [Fact]
    public async Task Clients_TwoOnOneSession_PromptSteerAndCancelAndSeeTheSame()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var node = NodeHub.Start();
        var session = (await host.Client.CreateAsync("slow")).Id.Value;
        foreach (var name in new[] { "a", "b" })
        {
            await node.ConnectAsync(name, host.Address);
            await node.StreamAsync(name, name, session);
        }

        var first = HubReading.ReadTurnAsync(node.Items("a"));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = HubReading.ReadTurnAsync(node.Items("b"), item =>
        {
            if (item.GetProperty("event").GetString() == "message.delta") begun.TrySetResult();
        });
        var accepted = await node.InvokeAsync("a", "Prompt", session, Go, "once");
        var again = await node.InvokeAsync("b", "Prompt", session, Go, "once");
        Assert.Equal(accepted.GetProperty("task").GetString(), again.GetProperty("task").GetString());
        await begun.Task.Within(60, "the message to begin");
        var cancelled = await node.InvokeAsync("b", "Cancel", session, null);
        Assert.Equal(accepted.GetProperty("task").GetString(), cancelled.GetProperty("task").GetString());

        var (one, two) = (await first.Within(60, "the turn"), await second.Within(60, "the turn"));
        HubReading.AssertSame(one, two);
        Assert.Contains("cancelled", Encoding.UTF8.GetString(one.Transcript.Events[^1].Utf8.Span), StringComparison.Ordinal);
        var late = await Assert.ThrowsAsync<NodeHubException>(() => node.InvokeAsync("a", "Cancel", session, null));
        Assert.Equal("nothing_to_cancel", late.Code);
    }

    [Fact]
    public async Task Stream_CancelledByItsClient_GivesItsPlaceBack()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents, s => s.Http.HubStreamsMax = 1);
        await using var node = NodeHub.Start();
        var session = (await host.Client.CreateAsync("talk")).Id.Value;
        await node.ConnectAsync("c", host.Address);
        for (var i = 0; i < 3; i++)
        {
            await node.StreamAsync($"s{i}", "c", session);
            await HubReading.FindAsync(node.Items($"s{i}"), "session.created").Within(60, "the first event");
            await node.StreamAsync($"beyond{i}", "c", session);
            var beyond = await Assert.ThrowsAsync<NodeHubException>(() => node.Items($"beyond{i}").Completion.Within(60, "the refusal"));
            Assert.Equal(("streams_full", "hub_streams_max", 1), (beyond.Code, beyond.Problem!.Value.GetProperty("limit").GetString(), beyond.Problem.Value.GetProperty("value").GetInt32()));
            await node.DisposeStreamAsync($"s{i}");
            // The cancel goes before the next call on the same connection, and has no answer of its own; its place is free once the stream has ended.
            await host.QuietAsync();
        }
    }
}
