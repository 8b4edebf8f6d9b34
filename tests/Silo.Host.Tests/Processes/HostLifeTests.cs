using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Tools;
using Silo.Client;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Processes;

/// <summary>The program from its start to its end.</summary>
public sealed class HostLifeTests
{
    [Fact]
    public async Task SecondHost_OnTheSameData_IsRefusedWithTheFirstOnesProcess()
    {
        using var folder = new TestFolder();
        await using var first = HostProgram.Serve(folder.At("data"));
        var address = await first.ListeningAsync();
        await using var second = HostProgram.Serve(folder.At("data"));
        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"in use by process {first.Id}:", second.Output, StringComparison.Ordinal);
        using var client = new SiloClient(Clients.Options(address));
        Assert.True((await client.GetHealthAsync()).Ready, "The first host is disturbed by the second.");
    }

    [Fact]
    public async Task Terminated_TellsReadersToComeBackAndLeavesNoAddress()
    {
        using var folder = new TestFolder();
        var addressFile = Path.Combine(folder.At("data"), "run", "address");
        await using var host = HostProgram.Serve(folder.At("data"));
        var address = await host.ListeningAsync();
        Assert.Equal(address, new Uri((await File.ReadAllTextAsync(addressFile)).Trim()));
        using var client = new SiloClient(Clients.Options(address));
        var session = await client.CreateAsync("slow");
        await session.PromptAsync("Go.");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/v1/sessions/{session.Id}/events")) { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync().Within(60, "a piece of the message") is { } line && line != "event: message.delta")
        {
        }

        host.Terminate();
        var rest = await lines.ReadToEndAsync().Within(60, "the stream to close");
        Assert.EndsWith("event: stream.closed\ndata: {\"reason\":\"shutdown\"}\n\n", rest, StringComparison.Ordinal);
        Assert.Equal(0, await host.ExitAsync());
        Assert.False(File.Exists(addressFile), "The address of a host that is gone is still there.");
    }

    [Fact]
    public async Task Terminated_InATurn_TheNextStartGoesOnWithIt()
    {
        using var folder = new TestFolder();
        await using var first = HostProgram.Serve(folder.At("data"));
        using var before = new SiloClient(Clients.Options(await first.ListeningAsync()));
        var session = await before.CreateAsync("slow");
        var task = await session.PromptAsync("Go.");
        await foreach (var item in session.ReadAsync())
            if (item is Silo.Client.Streams.StreamItem.Delta) break;
        first.Terminate();
        Assert.Equal(0, await first.ExitAsync());

        await using var second = HostProgram.Serve(folder.At("data"));
        using var after = new SiloClient(Clients.Options(await second.ListeningAsync()));
        var ended = await after.Task(task.Id).WaitAsync().Within(60, "the turn to end after the restart");
        Assert.Equal(StopReason.EndTurn, ended.StopReason);
    }

    [Fact]
    public async Task Killed_TheNextStartServesWhatWasThereAndMore()
    {
        using var folder = new TestFolder();
        await using var first = HostProgram.Serve(folder.At("data"));
        using var before = new SiloClient(Clients.Options(await first.ListeningAsync()));
        var session = await before.CreateAsync("talk");
        await (await session.PromptAsync("One.")).WaitAsync().Within(60, "the first turn to end");
        var recorded = new Reading();
        await session.ReadTurnsAsync(recorded.Take);
        await first.KillAsync();

        await using var second = HostProgram.Serve(folder.At("data"));
        using var after = new SiloClient(Clients.Options(await second.ListeningAsync()));
        var again = after.Session(session.Id);
        Assert.Equal(SessionStatus.Idle, (await again.GetAsync()).Status);
        var read = new Reading();
        await again.ReadTurnsAsync(read.Take).Within(60, "the first turn to be read");
        Assert.Equal(recorded.Whole, read.Whole);
        await (await again.PromptAsync("Two.")).WaitAsync().Within(60, "the second turn to end");
        var both = new Reading();
        await again.ReadTurnsAsync(both.Take, turns: 2).Within(60, "both turns to be read");
        Assert.Equal(2, both.Events.Count(e => e.Data is TurnEnded { StopReason: StopReason.EndTurn }));
        Assert.Equal(["One.", "Two."], both.Events.Select(e => e.Data).OfType<TurnQueued>().Select(q => ((TextBlock)q.Prompt.Single()).Text));
    }

    [Fact]
    public async Task WithoutBubblewrap_ServesAndRefusesTheShellNamingThePackage()
    {
        using var folder = new TestFolder();
        await using var host = HostProgram.Serve(folder.At("data"), agents: null, "--Silo:Sandbox:BubblewrapPath=/nonexistent/bwrap");
        using var client = new SiloClient(Clients.Options(await host.ListeningAsync()));
        Assert.True((await client.GetHealthAsync()).Ready, "A host without sandboxes does not serve.");
        var session = await client.CreateAsync("shell-once");
        var reading = new Reading();
        var reader = session.ReadTurnsAsync(reading.Take);
        await session.PromptAsync("Go.");
        await reader.Within(60, "the turn to end");

        var result = reading.Events.Select(e => e.Data).OfType<ToolResultCompleted>().Single();
        Assert.Equal((ToolStatus.Refused, "sandbox_unavailable"), (result.Status, result.Error?.Code));
        Assert.Contains("Install the package 'bubblewrap'", ((TextBlock)result.Content.Single()).Text, StringComparison.Ordinal);
        Assert.Contains("/nonexistent/bwrap", result.Error!.Message, StringComparison.Ordinal);
        // Refused is a result that the agent reads; the turn is none the worse.
        Assert.Equal(StopReason.EndTurn, reading.Events.Select(e => e.Data).OfType<TurnEnded>().Single().StopReason);
    }
}
