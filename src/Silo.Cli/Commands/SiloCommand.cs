using System.CommandLine;
using Silo.Cli.Completion;
using Silo.Cli.Output;

namespace Silo.Cli.Commands;

/// <summary>The <c>silo</c> command with all that it can do.</summary>
internal sealed class SiloCommand
{
    private readonly CliContext _cli;
    private readonly RootCommand _root;
    private readonly CommandRunner _runner;

    internal SiloCommand(CliContext cli)
    {
        _cli = cli;
        var global = new GlobalOptions();
        var runner = _runner = new CommandRunner(cli, global);
        _root = new RootCommand("Works with agent sessions on a Silo server.")
        {
            RunCommand.Create(runner),
            ChatCommand.Create(runner),
            TailCommand.Create(runner),
            ShowCommand.Create(runner),
            SessionsCommand.Create(runner),
            CancelCommand.Create(runner),
            FilesCommand.Create(runner),
            ArtifactsCommand.Create(runner),
            ApprovalsCommand.Create(runner),
            TasksCommand.Create(runner),
            AgentsCommand.Create(runner),
            HealthCommand.Create(runner),
            DoctorCommand.Create(runner),
            KeysCommand.Create(runner),
            AuditCommand.Create(runner),
            WhoAmICommand.Create(runner),
            ProfilesCommand.Create(runner),
            JournalCommand.Create(),
            CompletionCommand.Create(cli.Terminal),
        };
        global.AddTo(_root);
    }

    internal async Task<int> InvokeAsync(string[] args)
    {
        // "@name" is what somebody says, never a file of this machine whose words become a prompt or options.
        var parsed = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && !(args is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal)))
        {
            if (GlobalOptions.SaysJson(parsed)) return _runner.Fail(ExitCode.Usage, "usage", string.Join(' ', parsed.Errors.Select(e => e.Message)), "Try: silo --help", asJson: true);
            foreach (var error in parsed.Errors) _cli.Terminal.Note("silo: " + Neutral.Line(error.Message), Tone.Bad);
            _cli.Terminal.Note("Try: silo --help");
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = _cli.Terminal.Out, Error = _cli.Terminal.Error };
        return await parsed.InvokeAsync(configuration);
    }
}
