using System.CommandLine;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Cli.Trees;

namespace Silo.Cli.Commands;

/// <summary><c>silo show</c>.</summary>
internal static class ShowCommand
{
    private const int PageEvents = 1000;

    internal static Command Create(CommandRunner runner)
    {
        var of = new Argument<string>("of") { Description = "A session (ses_…), of which it shows the newest turn, or a task (trn_…)" };
        var all = new Option<bool>("--all") { Description = "All turns of the session" };
        return runner.Bind(new Command("show", "Shows a turn as a tree of its steps, with times, tokens and cost") { of, all }, async call =>
        {
            var id = call.Get(of);
            TurnId? turn = id.StartsWith(TurnId.Prefix, StringComparison.Ordinal) ? CommandCall.Id<TurnId>(id) : null;
            if (turn is not null && call.Get(all)) throw new UsageException("--all shows the turns of a session; name one: ses_….");
            var session = turn is { } task ? (await call.Client.Task(task).GetAsync(call.CancellationToken)).Session : CommandCall.Id<SessionId>(id);
            var fold = new TurnFold(turn, last: turn is null && !call.Get(all));
            using var progress = new Progress(call.Terminal, call.Cli.Time, "events read");
            string? after = null;
            long read = 0;
            while (true)
            {
                var page = await call.Client.Session(session).ReadPageAsync(after, PageEvents, call.CancellationToken);
                foreach (var stored in page.Events) fold.Take(EventCodec.Decode(stored));
                progress.Report(read += page.Events.Count, page.Head);
                after = page.After;
                if (page.Events.Count == 0 || page.Events[^1].Sequence >= page.Head) break;
            }

            progress.Dispose();
            if (fold.Turns.Count == 0 && !call.Json) call.Terminal.Note($"No turn yet. Begin one: silo run --session {session} \"…\"");
            foreach (var tree in fold.Turns)
            {
                if (call.Json) new JsonLines(call.Terminal).Write("turn", TurnJson.Of(tree));
                else TurnText.Write(call.Terminal, tree);
            }

            return ExitCode.Ok;
        });
    }
}
