using System.CommandLine;

namespace Silo.Cli.Commands;

/// <summary>The options that <c>run</c> and <c>tail</c> share.</summary>
internal sealed class FollowSettings
{
    internal Option<string?> CursorFile { get; } = new("--cursor-file")
    {
        Description = "Keep here, after each item, where this is; the same command or another goes on from it",
        HelpName = "path",
    };

    internal Option<bool> Raw { get; } = new("--raw") { Description = "Write text as it came, with the control characters in it" };

    internal Option<double> GiveUpAfter { get; } = new("--give-up-after")
    {
        Description = "Seconds to go on trying when the server is gone",
        HelpName = "seconds",
        DefaultValueFactory = _ => 60,
    };

    internal void AddTo(Command command)
    {
        command.Add(CursorFile);
        command.Add(Raw);
        command.Add(GiveUpAfter);
    }

    internal TimeSpan Patience(CommandCall call) => call.Get(GiveUpAfter) is >= 0 and <= 86_400 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException("--give-up-after must be 0 to 86,400 seconds.");
}
