using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Identity;
using Silo.Cli.Output;
using Silo.Client.Artifacts;
using Silo.Client.Files;
using Silo.Client.Sessions;

namespace Silo.Cli.Commands;

/// <summary><c>silo artifacts</c>.</summary>
internal static class ArtifactsCommand
{
    private static readonly string[] Columns = ["artifact", "size", "media_type", "published_at", "name", "title"];

    internal static Command Create(CommandRunner runner) => new("artifacts", "Lists and fetches what a session's agents handed over") { List(runner), Get(runner) };

    private static Argument<string> Session() => new("session") { Description = "The session: ses_…" };

    private static Command List(CommandRunner runner)
    {
        var session = Session();
        return runner.Bind(new Command("ls", "Lists artifacts in the order in which they were published, all versions") { session }, async call =>
        {
            var rows = new List<JsonObject>();
            await foreach (var artifact in Handle(call, session).ListArtifactsAsync(call.CancellationToken)) rows.Add(Rows.Of(artifact));
            if (rows.Count == 0 && !call.Json) call.Terminal.Note("No artifacts.");
            else call.ShowAll("artifact", Columns, rows);
            return ExitCode.Ok;
        });
    }

    private static Command Get(CommandRunner runner)
    {
        var session = Session();
        var wanted = new Argument<string>("artifact") { Description = "Its number, or its name: of several versions the latest" };
        var file = new Argument<string?>("file") { Description = "Where to; '-' for the standard output. Default: its name, in the working folder", Arity = ArgumentArity.ZeroOrOne };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there already" };
        return runner.Bind(new Command("get", "Fetches an artifact") { session, wanted, file, force }, async call =>
        {
            var handle = Handle(call, session);
            var target = call.Parsed.GetValue(file);
            var found = await FindAsync(call, handle, call.Get(wanted));
            using var progress = new Progress(call.Terminal, call.Cli.Time, "bytes fetched");
            if (target == "-")
            {
                await using var stdout = Console.OpenStandardOutput();
                await FetchAsync(stdout, new GetFileOptions());
                return ExitCode.Ok;
            }

            target ??= OwnName(found);
            await PartialFile.FetchAsync(target, $"{call.Client.Server} {handle.Id} artifact {found.Artifact}", FetchAsync, replace: call.Get(force));
            progress.Dispose();
            if (call.Json) new JsonLines(call.Terminal).Write("saved", new JsonObject { ["artifact"] = found.Artifact, ["name"] = found.Name, ["file"] = target });
            else call.Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"artifact {found.Artifact} is in {Neutral.Line(target)}"));
            return ExitCode.Ok;

            Task FetchAsync(Stream stream, GetFileOptions options) =>
                handle.GetArtifactAsync(found.Artifact, new ProgressStream(stream, progress), options, call.CancellationToken);
        });
    }

    private static async Task<ArtifactInfo> FindAsync(CommandCall call, SessionHandle session, string wanted)
    {
        long? number = long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        ArtifactInfo? found = null;
        await foreach (var artifact in session.ListArtifactsAsync(call.CancellationToken))
        {
            if (number is null ? artifact.Name == wanted : artifact.Artifact == number) found = artifact;
            if (number is not null && found is not null) break;
        }

        return found ?? throw new UsageException($"The session has no artifact '{wanted}'. See: silo artifacts ls {session.Id}");
    }

    // A model, a tool or the server chose the name: it may lead nowhere, overwrite nothing, and become no file that a shell or a program reads by itself.
    private static string OwnName(ArtifactInfo artifact)
    {
        if (!ArtifactName.IsValid(artifact.Name, out var error))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"Artifact {artifact.Artifact} cannot be saved under its own name: {error} Say which file to write."));
        return artifact.Name[0] != '.'
            ? artifact.Name
            : throw new UsageException($"'{artifact.Name}' would be a hidden file, which programs may read by themselves. Say which file to write.");
    }

    private static SessionHandle Handle(CommandCall call, Argument<string> session) => call.Client.Session(CommandCall.Id<SessionId>(call.Get(session)));
}
