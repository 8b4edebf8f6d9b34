using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Client;
using Silo.Client.Approvals;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Client.Transcripts;
using Silo.Host.Tests.Support;
using Silo.TestServers.Postgres;

namespace Silo.Host.Tests.Crash;

/// <summary>One session of the sweep: a host that dies at a point, another that goes on, and a client that keeps its cursor.</summary>
internal sealed class SweepRun : IDisposable
{
    private readonly TestFolder _folder = new();
    private Func<ApprovalRequested, string, DecideApprovalOptions>? _person;

    public string Points { get; private set; } = string.Empty;

    public Transcript Seen { get; } = new();

    public Transcript Recorded { get; } = new();

    public IReadOnlyList<SessionEvent> Events => [.. Recorded.Events.Select(EventCodec.Decode)];

    /// <summary>The file that the shell commands of the session append to: their effects, counted outside of Silo's records.</summary>
    public string EffectLines { get; private set; } = string.Empty;

    /// <summary>What the session's artifact holds; null when it has none.</summary>
    public string? Artifact { get; private set; }

    /// <summary>Runs a session.</summary>
    /// <param name="point">Where its host dies, or waits while the journal's server does; null for nowhere.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="person">Decides on an approval, by what the file of effects says.</param>
    /// <param name="postgres">How to reach the journal's server; null for SQLite.</param>
    /// <param name="dies">The server that is killed at the point, instead of the host.</param>
    public static async Task<SweepRun> RunAsync(
        CrashPoint? point, string agent = "sweep", Func<ApprovalRequested, string, DecideApprovalOptions>? person = null, string? postgres = null,
        PostgresServer? dies = null)
    {
        var run = new SweepRun { _person = person };
        var (data, log, port) = (run._folder.At("data"), run._folder.At("points"), FreePort.Take());
        var gate = dies is null ? null : await Gate.MakeAsync(run._folder.At("gate"));
        var host = await HostProgram.CrashAsync(data, port, log, point, postgres, gate?.Path);
        try
        {
            using var client = new SiloClient(new SiloClientOptions
            {
                Server = new Uri($"http://127.0.0.1:{port}"),
                Time = TimeProvider.System,
                Random = new SecureRandomSource(),
                AttemptsMax = 20,
                BackoffFirst = TimeSpan.FromMilliseconds(50),
                BackoffMax = TimeSpan.FromSeconds(2),
            });
            var session = await client.CreateSessionAsync(new CreateSessionOptions { Agent = agent });
            var reading = run.ReadAsync(client, session, data);
            // Killed before its answer came, the prompt is sent again with its key, and counts once.
            var prompting = session.PromptAsync("Make the four effects.");
            if (gate is not null)
            {
                await using var waiting = await gate.ReachedAsync();
                await dies!.KillAsync();
                await dies.RestartAsync();
            }
            else if (point is not null)
            {
                await host.WaitForKillAsync();
                await host.DisposeAsync();
                host = await HostProgram.CrashAsync(data, port, log, point: null, postgres);
            }

            await prompting;
            await reading.WaitAsync(TimeSpan.FromSeconds(180));
            await run.ReadRecordAsync(session);
            run.Points = await File.ReadAllTextAsync(log);
            run.EffectLines = await EffectsAsync(data);
            if (run.Events.FirstOrDefault(e => e.Data is ArtifactPublished) is { } artifact)
            {
                using var http = new HttpClient();
                run.Artifact = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/v1/sessions/{session.Id}/artifacts/{artifact.Sequence}"));
            }

            return run;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"Point {point}: {e.Message}\n{host.Output}", e);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> EffectsAsync(string data) => Directory.GetFiles(Path.Combine(data, "workspaces"), "effects.txt", SearchOption.AllDirectories) is [var file]
        ? await File.ReadAllTextAsync(file)
        : string.Empty;

    private async Task ReadAsync(SiloClient client, SessionHandle session, string data)
    {
        await foreach (var item in session.ReadAsync())
        {
            Seen.Apply(item);
            if (_person is { } decide && item is StreamItem.Event asked && EventCodec.Decode(asked.Stored).Data is ApprovalRequested approval)
                await client.DecideApprovalAsync(approval.Approval, decide(approval, await EffectsAsync(data)));
            if (item is StreamItem.Event { Stored.Kind: TurnEnded.KindName }) return;
        }
    }

    private async Task ReadRecordAsync(SessionHandle session)
    {
        await foreach (var item in session.ReadAsync(options: new ReadOptions { Follow = false }))
        {
            Recorded.Apply(item);
            if (item is StreamItem.Event { Stored.Kind: TurnEnded.KindName }) return;
        }
    }
}
