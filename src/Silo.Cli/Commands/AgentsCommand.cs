using System.CommandLine;

namespace Silo.Cli.Commands;

/// <summary><c>silo agents</c>.</summary>
internal static class AgentsCommand
{
    internal static Command Create(CommandRunner runner) => runner.Bind(new Command("agents", "Lists the agents that sessions can be made of"), async call =>
    {
        var agents = await call.Client.ListAgentsAsync(call.CancellationToken);
        call.ShowAll("agent", ["name", "version", "driver", "description"], [.. agents.Select(Rows.Of)]);
        return ExitCode.Ok;
    });
}
