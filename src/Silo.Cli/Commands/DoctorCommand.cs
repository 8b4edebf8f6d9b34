using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Abstractions.Diagnostics;
using Silo.Cli.Output;
using Silo.Client.Doctor;

namespace Silo.Cli.Commands;

/// <summary><c>silo doctor</c>.</summary>
internal static class DoctorCommand
{
    internal static Command Create(CommandRunner runner) => runner.Bind(new Command("doctor", "Shows what of the server works, and which protection is missing"), async call =>
    {
        var report = await call.Client.GetDoctorAsync(call.CancellationToken);
        foreach (var check in report.Checks)
        {
            if (call.Json) new JsonLines(call.Terminal).Write("check", Row(check));
            else Show(call.Terminal, check);
        }

        if (!call.Json) call.Terminal.WriteLine($"{call.Client.Server}: {Name(report.Status)}", ToneOf(report.Status));
        return report.Status == DoctorStatus.Failed ? ExitCode.Unwell : ExitCode.Ok;
    });

    private static void Show(Terminal terminal, DoctorCheck check)
    {
        var sign = check.Status switch { DoctorStatus.Ok => "✓", DoctorStatus.Degraded => "!", _ => "✗" };
        terminal.WriteLine($"{sign} {Neutral.Line(check.Name)}{(check.Detail is null ? "" : ": " + Neutral.Line(check.Detail))}", ToneOf(check.Status));
        if (check.Mend is not null) terminal.WriteLine("  → " + Neutral.Line(check.Mend));
    }

    private static JsonObject Row(DoctorCheck check) => new()
    {
        ["name"] = check.Name,
        ["status"] = Name(check.Status),
        ["detail"] = check.Detail,
        ["mend"] = check.Mend,
    };

    private static string Name(DoctorStatus status) => status.ToString().ToLowerInvariant();

    private static Tone ToneOf(DoctorStatus status) => status == DoctorStatus.Ok ? Tone.Plain : Tone.Bad;
}
