using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Client.Sessions;

namespace Silo.Cli.Commands;

/// <summary><c>silo cancel</c>.</summary>
internal static class CancelCommand
{
    internal static Command Create(CommandRunner runner)
    {
        var session = new Argument<string>("session") { Description = "The session: ses_…" };
        var task = new Option<string?>("--task") { Description = "The task, running or queued. Default: the running one", HelpName = "trn_…" };
        return runner.Bind(new Command("cancel", "Cancels a turn; the session stays usable") { session, task }, async call =>
        {
            var options = new CancelOptions { Task = call.Get(task) is { } id ? CommandCall.Id<TurnId>(id) : null };
            var cancelled = await call.Client.Session(CommandCall.Id<SessionId>(call.Get(session))).CancelAsync(options, call.CancellationToken);
            if (call.Json) new JsonLines(call.Terminal).Write("cancelling", new JsonObject { ["task"] = cancelled.Id.Value });
            else call.Terminal.WriteLine($"{cancelled.Id} is being cancelled");
            return ExitCode.Ok;
        });
    }
}
