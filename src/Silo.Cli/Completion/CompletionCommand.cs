using System.CommandLine;
using Silo.Cli.Output;

namespace Silo.Cli.Completion;

/// <summary><c>silo completion</c>: prints a script that completes commands and options in a shell.</summary>
internal static class CompletionCommand
{
    internal static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a completion script: source <(silo completion bash)") { shell };
        command.SetAction(parsed =>
        {
            terminal.Out.Write(Script(parsed.GetRequiredValue(shell)));
            terminal.Out.Flush();
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _silo() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _silo silo

            """,
        "zsh" => """
            #compdef silo
            _silo() {
              local -a found
              found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -- $found
              [[ ${#found} -gt 0 ]] || _files
            }
            compdef _silo silo

            """,
        _ => """
            function __silo_complete
              set -l line (commandline -cp)
              silo "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c silo -f -a '(__silo_complete)'
            complete -c silo -n '__fish_seen_subcommand_from put get validate run' -F

            """,
    };
}
