using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Client.Sessions;

namespace Silo.Cli.Commands;

/// <summary><c>silo sessions</c>.</summary>
internal static class SessionsCommand
{
    private static readonly string[] Columns = ["id", "agent", "status", "head", "updated_at", "title"];

    internal static Command Create(CommandRunner runner)
    {
        var show = ShowOne(runner);
        return List(runner, new Command("sessions", "Lists sessions, newest first") { List(runner, new Command("list", "Lists sessions, newest first")), show, Delete(runner) });
    }

    private static Command List(CommandRunner runner, Command command)
    {
        var status = new Option<string?>("--status") { Description = "Only those that are idle, running or waiting" };
        status.AcceptOnlyFromAmong("idle", "running", "waiting");
        var agent = new Option<string?>("--agent") { Description = "Only those of one agent" };
        var label = new Option<string?>("--label") { Description = "Only those with this label", HelpName = "key:value" };
        var limit = new Option<int>("--limit") { Description = "Most in one page, 1 to 200", DefaultValueFactory = _ => 50 };
        var page = new Option<string?>("--page") { Description = "The page to go on with" };
        foreach (var option in new Option[] { status, agent, label, limit, page }) command.Add(option);
        return runner.Bind(command, async call =>
        {
            var options = new ListSessionsOptions
            {
                Status = call.Get(status),
                Agent = call.Get(agent),
                Label = call.Get(label) is { } text ? Labels.Parse([text]).Single() : null,
                Limit = call.Get(limit),
                Page = call.Get(page),
            };
            var result = await call.Client.ListSessionsAsync(options, call.CancellationToken);
            if (result.Sessions.Count == 0 && !call.Json) call.Terminal.Note("No sessions. Make one: silo run --agent demo \"…\"");
            else call.ShowAll("session", Columns, [.. result.Sessions.Select(Rows.Of)]);
            if (result.NextPage is { } next)
            {
                if (call.Json) new JsonLines(call.Terminal).Write("next_page", next);
                else call.Terminal.Note($"There are more: silo sessions --page {Neutral.Line(next)}");
            }

            return ExitCode.Ok;
        });
    }

    private static Command ShowOne(CommandRunner runner)
    {
        var session = new Argument<string>("session") { Description = "The session: ses_…" };
        return runner.Bind(new Command("show", "Shows a session") { session }, async call =>
        {
            call.Show("session", Rows.Of(await call.Client.Session(CommandCall.Id<SessionId>(call.Get(session))).GetAsync(call.CancellationToken)));
            return ExitCode.Ok;
        });
    }

    private static Command Delete(CommandRunner runner)
    {
        var sessions = new Argument<string[]>("session") { Description = "The sessions: ses_…", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        return runner.Bind(new Command("delete", "Deletes sessions with their turns, files and events") { sessions, dryRun, yes }, async call =>
        {
            // All are looked up before one is deleted: a mistyped id deletes nothing.
            var found = new List<SessionInfo>();
            foreach (var id in call.Get(sessions).Distinct(StringComparer.Ordinal))
                found.Add(await call.Client.Session(CommandCall.Id<SessionId>(id)).GetAsync(call.CancellationToken));
            if (!call.Get(dryRun) && !call.Get(yes)) Ask(call, found);
            foreach (var session in found)
            {
                if (!call.Get(dryRun)) await call.Client.Session(session.Id).DeleteAsync(call.CancellationToken);
                if (call.Json) new JsonLines(call.Terminal).Write(call.Get(dryRun) ? "would_delete" : "deleted", new JsonObject { ["id"] = session.Id.Value });
                else call.Terminal.WriteLine($"{(call.Get(dryRun) ? "would delete" : "deleted")} {session.Id}{(session.Title is null ? "" : "  " + Neutral.Line(session.Title))}");
            }

            return ExitCode.Ok;
        });
    }

    private static void Ask(CommandCall call, List<SessionInfo> found)
    {
        if (!call.Terminal.IsInteractive) throw new UsageException("Nothing was deleted: say --yes to delete, or --dry-run to see what would be.");
        call.Terminal.Note($"Delete {found.Count} session(s) with all files and events? [y/N]", Tone.Ask);
        if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes")) throw new UsageException("Nothing was deleted.");
    }
}
