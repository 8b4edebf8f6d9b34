using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Cli.Output;

namespace Silo.Cli.Commands;

/// <summary><c>silo health</c>.</summary>
internal static class HealthCommand
{
    internal static Command Create(CommandRunner runner) => runner.Bind(new Command("health", "Asks whether the server can take work"), async call =>
    {
        var health = await call.Client.GetHealthAsync(call.CancellationToken);
        if (call.Json)
        {
            var checks = health.Checks.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["ok"] = c.Ok, ["detail"] = c.Detail });
            new JsonLines(call.Terminal).Write("health", new JsonObject { ["ready"] = health.Ready, ["checks"] = new JsonArray([.. checks]) });
        }
        else
        {
            call.Terminal.WriteLine($"{call.Client.Server} is {(health.Ready ? "ready" : "not ready")}", health.Ready ? Tone.Plain : Tone.Bad);
            foreach (var check in health.Checks)
                call.Terminal.WriteLine($"{(check.Ok ? "✓" : "✗")} {Neutral.Line(check.Name)}{(check.Detail is null ? "" : ": " + Neutral.Line(check.Detail))}");
        }

        return health.Ready ? ExitCode.Ok : ExitCode.Api;
    });
}
