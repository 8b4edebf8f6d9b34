using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Silo.Cli.Output;
using Silo.Client.Agents;

namespace Silo.Cli.Commands;

/// <summary><c>silo agents</c>.</summary>
internal static class AgentsCommand
{
    private const int FileBytesMax = 256 * 1024;

    internal static Command Create(CommandRunner runner) =>
        List(runner, new Command("agents", "Lists the agents that sessions can be made of") { List(runner, new Command("list", "Lists the agents")), Validate(runner) });

    private static Command List(CommandRunner runner, Command command) => runner.Bind(command, async call =>
    {
        var agents = await call.Client.ListAgentsAsync(call.CancellationToken);
        call.ShowAll("agent", ["name", "version", "driver", "description"], [.. agents.Select(Rows.Of)]);
        return ExitCode.Ok;
    });

    private static Command Validate(CommandRunner runner)
    {
        var files = new Argument<string[]>("file") { Description = "Agent files: YAML", Arity = ArgumentArity.OneOrMore };
        return runner.Bind(new Command("validate", "Checks agent files against the server's drivers and tools; nothing is kept") { files }, async call =>
        {
            var valid = true;
            foreach (var file in call.Get(files))
            {
                var report = await call.Client.ValidateAgentAsync(await ReadAsync(file, call.CancellationToken), call.CancellationToken);
                valid &= report.Valid;
                if (call.Json) new JsonLines(call.Terminal).Write("agent_file", Row(file, report));
                else Show(call.Terminal, file, report);
            }

            return valid ? ExitCode.Ok : ExitCode.Invalid;
        });
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = LocalFiles.Open(path);
        var bytes = new byte[FileBytesMax + 1];
        var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (count > FileBytesMax) throw new UsageException($"'{path}' is larger than the {FileBytesMax} bytes that an agent file may have.");
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"'{path}' is not UTF-8.");
        }
    }

    private static void Show(Terminal terminal, string file, AgentFileReport report)
    {
        if (report is { Valid: true, Agent: { } agent }) terminal.WriteLine($"{Neutral.Line(file)}: {Neutral.Line(agent.Name)} {Neutral.Line(agent.Version)} will do");
        foreach (var e in report.Errors)
        {
            // As compilers write theirs, so that editors find the place.
            var place = e.Line > 0 ? FormattableString.Invariant($"{file}:{e.Line}:{e.Column}") : file;
            terminal.WriteLine(Neutral.Line($"{place}: {(e.Setting.Length > 0 ? e.Setting + ": " : "")}{e.Message}"), Tone.Bad);
        }
    }

    private static JsonObject Row(string file, AgentFileReport report) => new()
    {
        ["file"] = file,
        ["valid"] = report.Valid,
        ["agent"] = report.Agent is { } agent ? Rows.Of(agent) : null,
        ["errors"] = new JsonArray([.. report.Errors.Select(e => (JsonNode)new JsonObject { ["line"] = e.Line, ["column"] = e.Column, ["setting"] = e.Setting, ["message"] = e.Message })]),
    };
}
