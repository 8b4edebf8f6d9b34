using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Silo.Cli.Output;

namespace Silo.Cli.Commands;

/// <summary><c>silo journal</c>: the host's own program on this machine, which can open a journal. This one knows only the public API.</summary>
internal static class JournalCommand
{
    private const string Name = "journal";
    private const string Program = "Silo.Host";
    private const string Variable = "SILO_HOST";

    /// <summary>The command as help and completion show it. It is never parsed: see <see cref="TryRunAsync"/>.</summary>
    internal static Command Create() => new(Name, $"Verifies, exports and imports the journal of this machine's host, without a server: silo {Name} --help");

    /// <summary>Hands the arguments to the host's program, when they are this command's, with the same input and outputs.</summary>
    /// <returns>Its exit code; null when the arguments are another command's.</returns>
    internal static async Task<int?> TryRunAsync(string[] args, Terminal terminal)
    {
        if (args is not [Name, ..]) return null;
        if (Find() is not { } program)
        {
            terminal.Note($"silo: {Program} is not beside this program and not on PATH: name it in {Variable}.", Tone.Bad);
            return ExitCode.Usage;
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            terminal.Note($"silo: {Neutral.Line(program)} cannot be started: {Neutral.Line(e.Message)}", Tone.Bad);
            return ExitCode.Usage;
        }
    }

    // Not by name alone: .NET would look into the working directory, where anybody's file may lie.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return Path.GetFullPath(named);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);
        return folders.Prepend(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
    }
}
