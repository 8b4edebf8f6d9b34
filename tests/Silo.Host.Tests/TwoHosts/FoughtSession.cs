using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Client.Approvals;
using Silo.Client.Streams;
using Silo.Client.Transcripts;

namespace Silo.Host.Tests.TwoHosts;

/// <summary>A session whose prompts and decisions go to either host by chance, each of which takes it away from the other; and a reader who follows it.</summary>
internal sealed class FoughtSession(HostPair pair, SessionId id, string agent, int seed)
{
    private const int EventsBetweenPromptsMax = 12;
    private const int TurnsOpenMax = 2;

    private readonly Random _random = new(seed);
    private readonly List<Task> _sending = [];
    private int _sent;

    public SessionId Id => id;

    public string Agent => agent;

    public Transcript Seen { get; } = new();

    public int Sent => _sent;

    /// <summary>How often a stream ended because the session had moved, and how often with an address.</summary>
    public (int All, int Addressed) Moves { get; private set; }

    public IReadOnlyList<SessionEvent> Events => [.. Seen.Events.Select(EventCodec.Decode)];

    public string FileOf(string name) => Path.Combine(pair.Workspaces, TenantId.Default.Value, id.Value, "files", name);

    /// <summary>Sends prompts as long as it is wanted, and reads until all their turns have ended.</summary>
    public async Task FightAsync(Func<int, bool> wantsMore)
    {
        var client = pair.Clients[_random.Next(2)];
        var (ended, untilNext) = (0, Gap());
        Send();
        while (ended < _sent)
        {
            await foreach (var item in client.Session(id).ReadAsync(Seen.Cursor, new ReadOptions { EndWhenMoved = true }))
            {
                Seen.Apply(item);
                if (item is StreamItem.Closed { Reason: FeedClosedReason.Moved } moved)
                {
                    Moves = (Moves.All + 1, Moves.Addressed + (moved.Address is null ? 0 : 1));
                    client = pair.At(moved.Address, _random);
                }

                if (item is not StreamItem.Event e) continue;
                if (e.Decoded.Data is ApprovalRequested asked) Decide(asked);
                if (e.Decoded.Data is TurnEnded) ended++;
                if ((untilNext-- <= 0 || ended == _sent) && _sent - ended < TurnsOpenMax && wantsMore(_sent))
                {
                    untilNext = Gap();
                    Send();
                }

                if (ended == _sent) break;
            }
        }

        await Task.WhenAll(_sending);
    }

    /// <summary>What a host has recorded of it.</summary>
    public async Task<Transcript> RecordAsync(int host)
    {
        var recorded = new Transcript();
        await foreach (var item in pair.Clients[host].Session(id).ReadAsync(options: new ReadOptions { Follow = false })) recorded.Apply(item);
        return recorded;
    }

    private int Gap() => _random.Next(EventsBetweenPromptsMax);

    private void Send() => _sending.Add(pair.Clients[_random.Next(2)].Session(id).PromptAsync($"turn-{++_sent}"));

    // Whoever is asked looks whether it happened, as the question says: the file is read once nothing writes to it any more.
    private void Decide(ApprovalRequested asked)
    {
        var lines = File.Exists(FileOf("effects.txt")) ? File.ReadAllLines(FileOf("effects.txt")) : [];
        var key = Events.Last(e => e.Data is ToolUseStarted { Tool: "srv__send" }).Data is ToolUseStarted call ? call.Key : null;
        var done = lines.Any(line => line.Split(' ') is ["send", var of, _] && of == key);
        var decision = done ? new DecideApprovalOptions { Decision = "answer", Answer = "done" } : new DecideApprovalOptions { Decision = "approve" };
        _sending.Add(DecideAsync(pair.Clients[_random.Next(2)], asked.Approval, decision));
    }

    private static async Task DecideAsync(Silo.Client.SiloClient client, ApprovalId approval, DecideApprovalOptions decision)
    {
        try
        {
            await client.DecideApprovalAsync(approval, decision);
        }
        catch (Silo.Client.Errors.ApprovalResolvedException)
        {
            // Sent twice because a host went away in between: the first one counts.
        }
    }
}
