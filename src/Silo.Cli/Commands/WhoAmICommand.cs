using System.CommandLine;

namespace Silo.Cli.Commands;

/// <summary><c>silo whoami</c>.</summary>
internal static class WhoAmICommand
{
    internal static Command Create(CommandRunner runner) => runner.Bind(new Command("whoami", "Shows who you are to the server: tenant, role, and the key that says so"), async call =>
    {
        call.Show("caller", Rows.Of(await call.Client.WhoAmIAsync(call.CancellationToken)));
        return ExitCode.Ok;
    });
}
