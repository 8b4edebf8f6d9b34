using System.Text.Json.Nodes;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Cli.Output;
using Silo.Client;
using Silo.Client.Streams;

namespace Silo.Cli.Following;

/// <summary>Shows a stream item by item, and keeps after each where it is.</summary>
internal sealed class Follower(CliContext cli, SiloClient client, CursorFile file, FollowOptions options)
{
    /// <summary>Reads from the state's cursor on.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> FollowAsync(RunState state, CancellationToken cancellationToken)
    {
        var terminal = cli.Terminal;
        var shown = new HashSet<long>(state.Shown);
        var printer = new ItemPrinter(terminal, options.Raw, options.Prompts, shown);
        var json = new JsonLines(terminal);
        var session = client.Session(SessionId.Parse(state.Session!));
        TurnEnded? last = null;
        var read = new ReadOptions { Follow = options.Follow, GiveUpAfter = options.GiveUpAfter, OnReconnecting = SayOnce };
        await foreach (var item in session.ReadAsync(state.Cursor, read, cancellationToken))
        {
            // Shown first, kept after: killed in between, one item is shown twice; the other way round it would be lost.
            if (options.Json) json.Write(item);
            else printer.Print(item);
            if (item is StreamItem.Event { Decoded.Data: TurnEnded }) shown.Clear();
            var ended = item is StreamItem.Event { Decoded: { Data: TurnEnded data } e } && (state.Task is null || e.Turn?.Value == state.Task) ? data : null;
            last = ended ?? last;
            state = state with { Cursor = item.Cursor, Shown = [.. shown], StopReason = ended is null ? state.StopReason : ExitCode.Name(ended.StopReason) };
            file.Save(state);
            if (options.OnEvent is { } tell && item is StreamItem.Event { Decoded: var decoded }) await tell(decoded);
            if (last is not null && options.UntilEnded && IsOver(item, ended)) return ExitCode.Of(last.StopReason);
            if (item is StreamItem.Closed { Reason: FeedClosedReason.AccessEnded })
            {
                Fail("access_ended", "The key was revoked or has expired: come back with another one.", "Name a key: --key-file <file>, SILO_API_KEY, or a profile");
                return ExitCode.Api;
            }

            if (item is StreamItem.Closed { Reason: FeedClosedReason.Deleted })
            {
                if (options.UntilEnded)
                {
                    Fail("session_deleted", "The session was deleted.", "See which sessions there are: silo sessions");
                    return ExitCode.Api;
                }

                printer.EndLine();
                terminal.Note("The session was deleted.");
                return ExitCode.Ok;
            }
        }

        printer.EndLine();
        return ExitCode.Ok;

        void Fail(string code, string message, string next)
        {
            printer.EndLine();
            if (options.Json) json.WriteError(new JsonObject { ["code"] = code, ["message"] = message, ["next"] = next });
            else terminal.Note(message, Tone.Bad);
        }

        bool IsOver(StreamItem item, TurnEnded? ended) =>
            options.Head is not { } head ? ended is not null
            : item is StreamItem.Event { Stored.Sequence: var at } && (options.IsIdle ? at >= head : ended is not null && at > head);

        void SayOnce(Reconnecting reconnecting)
        {
            if (reconnecting.Attempt > 1) return;

            // The note must not stand inside a line. In a pipe the text stays what it was, and only the note begins anew.
            var isInside = !options.Json && !terminal.IsScreen && printer.IsLineOpen;
            if (!options.Json && terminal.IsScreen) printer.EndLine();
            terminal.Note($"{(isInside ? "\n" : string.Empty)}… reconnecting ({Neutral.Line(reconnecting.Reason)})");
        }
    }
}
