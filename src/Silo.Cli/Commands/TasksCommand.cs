using System.CommandLine;
using Silo.Abstractions.Identity;

namespace Silo.Cli.Commands;

/// <summary><c>silo tasks</c>.</summary>
internal static class TasksCommand
{
    internal static Command Create(CommandRunner runner)
    {
        var task = new Argument<string>("task") { Description = "The task: trn_…" };
        var show = runner.Bind(new Command("show", "Shows where a task stands") { task }, async call =>
        {
            call.Show("task", Rows.Of(await call.Client.Task(CommandCall.Id<TurnId>(call.Get(task))).GetAsync(call.CancellationToken)));
            return ExitCode.Ok;
        });
        return new Command("tasks", "Works with tasks") { show };
    }
}
