using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Client.Http;
using Silo.Client.Sessions;
using Silo.Client.Streams;

namespace Silo.Client.Tasks;

/// <summary>A task, and what can be done with it.</summary>
public sealed class TaskHandle
{
    private readonly SiloClient _client;
    private readonly HttpTransport _http;

    internal TaskHandle(SiloClient client, HttpTransport http, TurnId id)
    {
        _client = client;
        _http = http;
        Id = id;
    }

    /// <summary>The task's id, which is its turn's.</summary>
    public TurnId Id { get; }

    /// <summary>What the server said when it took the prompt; null for a handle made from an id.</summary>
    public TaskInfo? Info { get; internal init; }

    /// <summary>How many turns stood before it when it was taken; 0 when it starts at once.</summary>
    public int Position { get; internal init; }

    /// <summary>A cursor from which the stream holds the whole answer; null when the answer came with the prompt, or for a handle made from an id.</summary>
    public string? After { get; internal init; }

    /// <summary>Asks where the task stands.</summary>
    public Task<TaskInfo> GetAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(ApiRequest.Get($"/v1/tasks/{Id}"), ClientJson.Default.TaskInfo, cancellationToken);

    /// <summary>Waits for the end, through restarts of the server, by reading the session's stream.</summary>
    /// <param name="options">How to read; its follow and deltas settings are not looked at.</param>
    /// <param name="cancellationToken">Stops waiting; the task goes on.</param>
    /// <returns>The ended task.</returns>
    public async Task<TaskInfo> WaitAsync(ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var info = await GetAsync(cancellationToken);
        if (info.State == TurnState.Ended) return info;
        var read = (options ?? new ReadOptions()) with { Follow = true, Deltas = false };
        await foreach (var item in _client.Session(info.Session).ReadAsync(After, read, cancellationToken))
            if (item is StreamItem.Event { Decoded: { Data: TurnEnded } e } && e.Turn == Id) break;
        return await GetAsync(cancellationToken);
    }

    /// <summary>Cancels the task, running or queued. The end comes as an event.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        var info = Info ?? await GetAsync(cancellationToken);
        await _client.Session(info.Session).CancelAsync(new CancelOptions { Task = Id }, cancellationToken);
    }
}
