using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Cli.Output;
using Silo.Client.Files;

namespace Silo.Cli.Commands;

/// <summary><c>silo files</c>.</summary>
internal static class FilesCommand
{
    internal static Command Create(CommandRunner runner) => new("files", "Lists, fetches, brings and removes files") { List(runner), Get(runner), Put(runner), Remove(runner) };

    private static Argument<string> Session() => new("session") { Description = "The session: ses_…" };

    private static Command List(CommandRunner runner)
    {
        var session = Session();
        var path = new Argument<string>("path") { Description = "The folder. Default: the workspace itself", DefaultValueFactory = _ => "." };
        return runner.Bind(new Command("ls", "Lists a folder") { session, path }, async call =>
        {
            var listing = await Files(call, session).ListAsync(Path(call.Get(path)), call.CancellationToken);
            call.ShowAll("file", ["kind", "size", "modified_at", "path"], [.. listing.Entries.Select(Rows.Of)]);
            if (listing.Truncated) call.Terminal.Note("There is more than the server lists; fetch it whole: silo files get --tar");
            return ExitCode.Ok;
        });
    }

    private static Command Get(CommandRunner runner)
    {
        var session = Session();
        var path = new Argument<string>("path") { Description = "The file, or with --tar the folder" };
        var output = new Option<string?>("--out", "-o") { Description = "Where to; '-' for the standard output, which a pipe gets anyway", HelpName = "file" };
        var tar = new Option<bool>("--tar") { Description = "A folder, as a tar" };
        return runner.Bind(new Command("get", "Fetches a file, or a folder as a tar") { session, path, output, tar }, async call =>
        {
            var target = call.Get(output);
            if (target is null && call.Terminal.IsScreen)
                throw new UsageException("A file may hold anything, also what harms a terminal: say --out <file>, or --out - to see it here.");
            using var progress = new Progress(call.Terminal, call.Cli.Time, "bytes fetched");
            if (target is null or "-")
            {
                await using var stdout = Console.OpenStandardOutput();
                await FetchAsync(stdout, new GetFileOptions());
                return ExitCode.Ok;
            }

            // A folder is packed anew each time: a part of an earlier tar is no part of the next one.
            var source = call.Get(tar) ? null : $"{call.Client.Server} {call.Get(session)} {Path(call.Get(path))}";
            await PartialFile.FetchAsync(target, source, FetchAsync);
            return ExitCode.Ok;

            async Task FetchAsync(Stream stream, GetFileOptions options)
            {
                var counted = new ProgressStream(stream, progress);
                if (call.Get(tar)) await Files(call, session).GetTarAsync(Path(call.Get(path)), counted, call.CancellationToken);
                else await Files(call, session).GetAsync(Path(call.Get(path)), counted, options, call.CancellationToken);
            }
        });
    }

    private static Command Remove(CommandRunner runner)
    {
        var session = Session();
        var paths = new Argument<string[]>("path") { Description = "The files or links; folders stay", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be removed" };
        return runner.Bind(new Command("rm", "Removes files; what is not there is fine") { session, paths, dryRun }, async call =>
        {
            // All are read before one is removed: a mistyped path removes nothing.
            foreach (var path in call.Get(paths).Select(Path).ToList())
            {
                if (!call.Get(dryRun)) await Files(call, session).DeleteAsync(path, cancellationToken: call.CancellationToken);
                if (call.Json) new JsonLines(call.Terminal).Write(call.Get(dryRun) ? "would_remove" : "removed", new JsonObject { ["path"] = path.Value });
                else call.Terminal.WriteLine($"{(call.Get(dryRun) ? "would remove" : "removed")} {Neutral.Line(path.Value)}");
            }

            return ExitCode.Ok;
        });
    }

    private static Command Put(CommandRunner runner)
    {
        var session = Session();
        var source = new Argument<string>("source") { Description = "A file, a folder, or with --tar a tar file" };
        var path = new Argument<string?>("path") { Description = "Where to. Default: the file's name; for a folder or a tar the workspace itself", Arity = ArgumentArity.ZeroOrOne };
        var tar = new Option<bool>("--tar") { Description = "The source is a tar, to be unpacked" };
        return runner.Bind(new Command("put", "Brings a file, a folder or a tar") { session, source, path, tar }, async call =>
        {
            var from = call.Get(source);
            var to = call.Parsed.GetValue(path);
            using var progress = new Progress(call.Terminal, call.Cli.Time, "bytes sent");
            if (Directory.Exists(from) || call.Get(tar))
            {
                await using var archive = call.Get(tar) ? LocalFiles.Open(from) : await LocalFiles.PackAsync(from, call.CancellationToken);
                var count = await Files(call, session).PutTarAsync(Path(to ?? "."), new ProgressStream(archive, progress), call.CancellationToken);
                progress.Dispose();
                if (call.Json) new JsonLines(call.Terminal).Write("put", new JsonObject { ["path"] = to ?? ".", ["files"] = count });
                else call.Terminal.Note($"{count} files");
                return ExitCode.Ok;
            }

            await using var file = LocalFiles.Open(from);
            var name = to ?? System.IO.Path.GetFileName(from);
            await Files(call, session).PutAsync(Path(name), new ProgressStream(file, progress), call.CancellationToken);
            if (call.Json) new JsonLines(call.Terminal).Write("put", new JsonObject { ["path"] = name, ["files"] = 1 });
            return ExitCode.Ok;
        });
    }

    private static SessionFiles Files(CommandCall call, Argument<string> session) => call.Client.Session(CommandCall.Id<SessionId>(call.Get(session))).Files;

    private static WorkspacePath Path(string text) => WorkspacePath.TryParse(text, out var path, out var error) ? path : throw new UsageException(error);
}
