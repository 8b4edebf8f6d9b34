using System.CommandLine;
using Silo.Cli.Output;
using Silo.Client.Access;

namespace Silo.Cli.Commands;

/// <summary><c>silo audit</c>.</summary>
internal static class AuditCommand
{
    private static readonly string[] Columns = ["at", "caller", "caller_name", "operation", "target", "outcome"];

    internal static Command Create(CommandRunner runner) =>
        List(runner, new Command("audit", "Lists who asked for which change, and what became of it, newest first") { List(runner, new Command("list", "Lists changes, newest first")) });

    private static Command List(CommandRunner runner, Command command)
    {
        var caller = new Option<string?>("--caller") { Description = "Only those of one caller", HelpName = "key_…" };
        var operation = new Option<string?>("--operation") { Description = "Only those of one kind, such as session_create or key_revoke" };
        var target = new Option<string?>("--target") { Description = "Only those of one thing", HelpName = "ses_…" };
        var since = new Option<string?>("--since") { Description = "Only those from then on: a time (2026-01-31T12:00:00Z), or so long ago (90m, 24h, 7d)" };
        var until = new Option<string?>("--until") { Description = "Only those before then" };
        var limit = new Option<int>("--limit") { Description = "Most in one page, 1 to 200", DefaultValueFactory = _ => 50 };
        var page = new Option<string?>("--page") { Description = "The page to go on with" };
        foreach (var option in new Option[] { caller, operation, target, since, until, limit, page }) command.Add(option);
        return runner.Bind(command, async call =>
        {
            var now = call.Cli.Time.GetUtcNow();
            var options = new ListAuditOptions
            {
                Caller = call.Get(caller),
                Operation = call.Get(operation),
                Target = call.Get(target),
                Since = Moment.Read(call.Get(since), now),
                Until = Moment.Read(call.Get(until), now),
                Limit = call.Get(limit),
                Page = call.Get(page),
            };
            var result = await call.Client.ListAuditAsync(options, call.CancellationToken);
            if (result.Entries.Count == 0 && !call.Json) call.Terminal.Note("No such change.");
            else call.ShowAll("audit", Columns, [.. result.Entries.Select(Rows.Of)]);
            if (result.NextPage is { } next)
            {
                if (call.Json) new JsonLines(call.Terminal).Write("next_page", next);
                else call.Terminal.Note($"There are more: the same with --page {Neutral.Line(next)}");
            }

            return ExitCode.Ok;
        });
    }
}
