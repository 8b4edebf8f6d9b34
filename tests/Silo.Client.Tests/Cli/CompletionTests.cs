using System.Diagnostics;
using Xunit;

namespace Silo.Client.Tests.Cli;

/// <summary>The completion scripts in the shells that they are for. eng/setup.sh installs those.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("silo-cli-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("silo app", "approvals")]
    [InlineData("silo sessions --st", "--status")]
    [InlineData("silo sessions --status wa", "waiting")]
    [InlineData("silo art", "artifacts")]
    [InlineData("silo artifacts get x y --fo", "--force")]
    [InlineData("silo keys rev", "revoke")]
    [InlineData("silo keys create --role op", "operator")]
    public async Task Bash_Completes(string line, string completion) => Assert.Equal(
        completion,
        await RunAsync("bash", "-c", """source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; read -ra COMP_WORDS <<<"$2"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _silo; echo "${COMPREPLY[*]}" """, "bash", await ScriptAsync("bash"), line));

    [Theory]
    [InlineData("silo app", "approvals")]
    [InlineData("silo sessions --st", "--status")]
    public async Task Fish_Completes(string line, string completion) => Assert.Equal(
        completion,
        await RunAsync("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", await ScriptAsync("fish"), line));

    [Theory]
    [InlineData("silo app", "approvals")]
    [InlineData("silo sessions --st", "--status")]
    public async Task Zsh_Completes(string line, string completion)
    {
        // The completion's own builtins are stood in for: they work inside of a line that is being edited only.
        const string Harness = """
            compdef() { :; }
            compadd() { shift; for w in "$@"; do [[ $w == ${words[-1]}* ]] && print -r -- "$w"; done; }
            _files() { :; }
            source "$1"; BUFFER=$2; CURSOR=${#2}; words=(${=2}); _silo
            """;
        Assert.Equal(completion, await RunAsync("zsh", "-f", "-c", Harness, "zsh", await ScriptAsync("zsh"), line));
    }

    private async Task<string> ScriptAsync(string shell)
    {
        var path = Path.Combine(_folder.FullName, shell);
        await File.WriteAllTextAsync(path, (await CliProcess.RunAsync(null, "completion", shell)).Out);
        return path;
    }

    private async Task<string> RunAsync(string shell, params IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(shell, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        info.Environment["HOME"] = _folder.FullName;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var (shown, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("", await error);
        return (await shown).Trim();
    }
}
