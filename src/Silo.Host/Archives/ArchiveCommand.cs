using Silo.Host.Configuration;
using Silo.Host.Hosting;
using Silo.Runtime.Archives;

namespace Silo.Host.Archives;

/// <summary>Runs <c>Silo.Host journal …</c>: opens what a host with the same settings would use, does one thing, and ends.</summary>
internal static class ArchiveCommand
{
    private const int Well = 0;
    private const int Damaged = 1;
    private const int WrongUse = 2;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What stands behind <c>journal</c>.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TimeProvider time)
    {
        try
        {
            var parsed = ArchiveArguments.Parse(arguments);
            var settings = SettingsReader.Read(WebApplication.CreateSlimBuilder(parsed.Settings).Configuration, Environment.GetEnvironmentVariable);
            return parsed.Verb switch
            {
                ArchiveVerb.Verify => await VerifyAsync(parsed, settings, time),
                ArchiveVerb.Export => await ExportAsync(parsed, settings, time),
                _ => await ImportAsync(parsed, settings, time),
            };
        }
        catch (ArchiveUsageException e)
        {
            await System.Console.Error.WriteLineAsync($"silo: {e.Message} Silo.Host journal --help says more.");
            return WrongUse;
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } reason)
        {
            await System.Console.Error.WriteLineAsync("silo: " + reason);
            return WrongUse;
        }
    }

    private static async Task<int> VerifyAsync(ArchiveArguments arguments, HostSettings settings, TimeProvider time)
    {
        await using var parts = await ArchiveParts.OpenToReadAsync(settings, time);
        var report = Report(arguments, time, System.Console.Out);
        // With SQLite there is one node, whatever its sessions say of earlier ones.
        var verifier = new JournalVerifier(parts.Archive, parts.Blobs, settings.PostgresConnectionString is null ? null : parts.Node ?? "none");
        var summary = await verifier.RunAsync(arguments.Query, report.Tell, report.Progress, CancellationToken.None);
        report.End(summary);
        return summary.Damaged == 0 ? Well : Damaged;
    }

    private static async Task<int> ExportAsync(ArchiveArguments arguments, HostSettings settings, TimeProvider time)
    {
        await using var parts = await ArchiveParts.OpenToReadAsync(settings, time);
        var report = Report(arguments, time, arguments.File == "-" ? System.Console.Error : System.Console.Out);
        await using var file = ExportFile.Open(arguments.File);
        var exporter = new JournalExporter(parts.Archive, parts.Blobs);
        var summary = await exporter.RunAsync(arguments.Query, file.Stream, time.GetUtcNow(), report.Tell, report.Progress, CancellationToken.None);
        file.Keep();
        report.End(summary);
        return summary.Abandoned == 0 ? Well : Damaged;
    }

    private static async Task<int> ImportAsync(ArchiveArguments arguments, HostSettings settings, TimeProvider time)
    {
        await using var from = arguments.File == "-" ? System.Console.OpenStandardInput() : File.OpenRead(arguments.File);
        await using var parts = arguments.DryRun ? await ArchiveParts.OpenToTryAsync(settings, time) : await ArchiveParts.OpenToWriteAsync(settings, time);
        var report = Report(arguments, time, System.Console.Out);
        var importer = new JournalImporter(parts.Archive, parts.Blobs, parts.Owner, arguments.DryRun);
        var summary = await importer.RunAsync(arguments.Query, from, report.Tell, report.Progress, CancellationToken.None);
        report.End(summary, arguments.DryRun);
        return summary is { Refused: 0, Abandoned: 0, Problem: null } ? Well : Damaged;
    }

    private static ArchiveReport Report(ArchiveArguments arguments, TimeProvider time, TextWriter output) =>
        new(output, System.Console.IsErrorRedirected ? null : System.Console.Error, arguments.Json, time);
}
