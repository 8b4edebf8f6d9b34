using System.CommandLine;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Client.Approvals;

namespace Silo.Cli.Commands;

/// <summary><c>silo approvals</c>.</summary>
internal static class ApprovalsCommand
{
    private static readonly string[] Columns = ["id", "session", "reason", "tool", "title", "decision"];

    internal static Command Create(CommandRunner runner)
    {
        var command = new Command("approvals", "Lists what waits for a decision, and decides")
        {
            Decision(runner, "approve", "Lets it happen"),
            Decision(runner, "reject", "Does not let it happen"),
            Answer(runner),
            List(runner, new Command("list", "Lists what waits for a decision")),
        };
        return List(runner, command);
    }

    private static Command List(CommandRunner runner, Command command)
    {
        var session = new Option<string?>("--session") { Description = "Only those of one session", HelpName = "ses_…" };
        var all = new Option<bool>("--all") { Description = "Decided ones too" };
        var limit = new Option<int>("--limit") { Description = "Most in one page, 1 to 200", DefaultValueFactory = _ => 200 };
        var from = new Option<string?>("--page") { Description = "The page to go on with" };
        foreach (var option in new Option[] { session, all, limit, from }) command.Add(option);
        return runner.Bind(command, async call =>
        {
            var page = await call.Client.ListApprovalsAsync(
                new ListApprovalsOptions
                {
                    Session = call.Get(session) is { } id ? CommandCall.Id<SessionId>(id) : null,
                    Open = call.Get(all) ? null : true,
                    Limit = call.Get(limit),
                    Page = call.Get(from),
                },
                call.CancellationToken);
            if (page.Approvals.Count == 0 && !call.Json) call.Terminal.Note("Nothing waits.");
            else call.ShowAll("approval", Columns, [.. page.Approvals.Select(Rows.Of)]);
            if (page.NextPage is { } next)
            {
                if (call.Json) new JsonLines(call.Terminal).Write("next_page", next);
                else call.Terminal.Note($"There are more: the same with --page {Neutral.Line(next)}");
            }

            return ExitCode.Ok;
        });
    }

    private static Command Decision(CommandRunner runner, string decision, string description)
    {
        var approval = new Argument<string>("approval") { Description = "The approval: apr_…" };
        var answer = new Option<string?>("--answer") { Description = "What to tell the agent" };
        var command = new Command(decision, description) { approval, answer };
        return runner.Bind(command, call => DecideAsync(call, call.Get(approval), decision, call.Get(answer)));
    }

    private static Command Answer(CommandRunner runner)
    {
        var approval = new Argument<string>("approval") { Description = "The approval: apr_…" };
        var text = new Argument<string[]>("text") { Description = "The answer", Arity = ArgumentArity.OneOrMore };
        var command = new Command("answer", "Answers a question") { approval, text };
        return runner.Bind(command, call => DecideAsync(call, call.Get(approval), "answer", string.Join(' ', call.Get(text))));
    }

    private static async Task<int> DecideAsync(CommandCall call, string id, string decision, string? answer)
    {
        var options = new DecideApprovalOptions { Decision = decision, Answer = answer };
        var decided = await call.Client.DecideApprovalAsync(CommandCall.Id<ApprovalId>(id), options, call.CancellationToken);
        if (call.Json) new JsonLines(call.Terminal).Write("approval", Rows.Of(decided));
        else call.Terminal.WriteLine($"{decided.Id}: {Neutral.Line(decided.Decision ?? decision)}");
        return ExitCode.Ok;
    }
}
