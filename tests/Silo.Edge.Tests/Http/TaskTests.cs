using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class TaskTests
{
    [Fact]
    public async Task Task_Shown_HasEveryMember()
    {
        await using var server = await EdgeServer.StartAsync();
        var running = await server.GetAsync($"/v1/tasks/{Sample.Turn}");
        Assert.Equal(
            $$"""{"task":"{{Sample.Turn}}","session":"{{Sample.Session}}","state":"running","stop_reason":null,"queued_at":"2026-01-02T03:04:05Z","ended_at":null,"error":null}""",
            running.Text);
        (await server.GetAsync($"/v1/tasks/{Sample.OtherTurn}")).AssertProblem(404, "task_not_found");
        (await server.GetAsync($"/v1/tasks/{Sample.Session}")).AssertProblem(400, "id_invalid");
    }

    [Fact]
    public async Task Task_Failed_CarriesTheErrorOfItsEvent()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1), Sample.Ended(2, Sample.OtherTurn, new EventError("other", "o")), Sample.Ended(3, error: new EventError("model_failed", "It said no.", true)));
        server.Catalog.Ticket = Sample.Ticket(TurnState.Ended, StopReason.Failed, endedSequence: 3);
        var task = (await server.GetAsync($"/v1/tasks/{Sample.Turn}")).Json;
        Assert.Equal("failed", task.GetProperty("stop_reason").GetString());
        Assert.Equal("""{"code":"model_failed","message":"It said no.","retryable":true}""", task.GetProperty("error").GetRawText());
    }

    [Fact]
    public async Task Task_FailedThisMoment_CarriesTheErrorThoughItsEventIsNotPublishedYet()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Add(Sample.Running(1), Sample.Running(2));
        server.Catalog.Ticket = Sample.Ticket(TurnState.Ended, StopReason.Failed, endedSequence: 3);
        var asking = server.GetAsync($"/v1/tasks/{Sample.Turn}");
        await Task.WhenAny(server.Feed.Drained.Task, asking).WaitAsync(TimeSpan.FromSeconds(30));
        server.Feed.Add(Sample.Ended(3, error: new EventError("model_failed", "It said no.", true)));
        Assert.Equal("model_failed", (await asking).Json.GetProperty("error").GetProperty("code").GetString());
    }
}
