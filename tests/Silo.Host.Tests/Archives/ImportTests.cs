using System.Text;
using System.Text.Json.Nodes;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Archives;
using Silo.Storage.Blobs;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Archives;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Archives;

/// <summary>Files that are cut, damaged or made to harm; and an import that is killed.</summary>
public sealed class ImportTests : IClassFixture<ExportedSessions>
{
    private readonly ExportedSessions _exported;

    public ImportTests(ExportedSessions exported) => _exported = exported;

    [Fact]
    public async Task Import_CutAtAnyLine_KeepsWhatWasWholeAndNothingElse()
    {
        var lines = _exported.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ends = lines.Select((line, i) => (line, i)).Where(l => l.line.StartsWith("{\"end\"", StringComparison.Ordinal)).Select(l => l.i).ToList();
        foreach (var cut in (int[])[0, 1, 2, ends[0], ends[0] + 1, ends[0] + 3, ends[1], ends[1] + 1])
        {
            foreach (var torn in (string[])["", lines[Math.Min(cut, lines.Length - 1)][..^1]])
            {
                var (summary, there) = await ImportAsync(string.Concat(lines.Take(cut).Select(line => line + "\n")) + torn);
                Assert.NotNull(summary.Problem);
                Assert.Equal(ends.Count(end => end < cut), there);
                Assert.Equal(there, summary.Imported);
            }
        }
    }

    [Fact]
    public async Task Import_OneByteOfASessionChanged_RefusesThatSession()
    {
        // The session's own row is in no event: only the digest guards it.
        foreach (var (from, to) in (IEnumerable<(string, string)>)[("\"updated_at\":\"2", "\"updated_at\":\"3"), ("\"requested_sequence\":", "\"requested_sequence\":1"), ("\"body_hash\":\"", "\"body_hash\":\"0")])
        {
            var (summary, there) = await ImportAsync(ReplaceFirst(_exported.Text, from, to));
            Assert.Equal((1, 1, 1), (summary.Imported, summary.Refused, there));
        }
    }

    [Fact]
    public async Task Import_HostileFiles_AreRefusedByNameAndChangeNothing()
    {
        var cases = new (string Says, string Text)[]
        {
            ("no header", ""),
            ("no header", "{\"trailer\":{\"sessions\":0,\"abandoned\":0,\"sha256\":\"\"}}\n"),
            ("version 2", _exported.Text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal)),
            ("no line of an export", "{\"header\":{},\"session\":{}}\n"),
            ("no line of an export", "[[[[[[[[[[[[[[\n"),
            ("no line of an export", ReplaceFirst(_exported.Text, "{\"event\":{", "{\"event\":{\"more\":1,")),
            ("no line of an export", ReplaceFirst(_exported.Text, "\"agent\":\"keeper\"", "\"agent\":null")),
            ("no line of an export", ReplaceFirst(_exported.Text, "\"id\":\"ses_", "\"id\":\"ses/../")),
            ("longer than", _exported.Text[..(_exported.Text.IndexOf('\n') + 1)] + new string(' ', 3 * 1024 * 1024)),
            ("is not of this session", Forged(line => line["key"] is { } key ? Set(key, "route", "POST /v1/sessions/ses_00000000000000000000000000/turns") : line)),
            ("event_unreadable", Forged(line => Event(line, "turn.queued", e => e["tenant"] = "another"))),
            ("event_unreadable", Forged(line => Event(line, "turn.queued", e => e["sequence"] = 99))),
            ("event_impossible", Forged(line => Event(line, "turn.started", e => e["turn"] = "trn_00000000000000000000000000"))),
            ("event_impossible", Forged(line => Event(line, "turn.started", e => e["epoch"] = 99))),
            ("event_missing", Forged(line => line["event"] is { } e && (long)e["sequence"]! == 4 ? null : line)),
            ("ticket", Forged(line => line["ticket"] is { } ticket ? Set(ticket, "state", "queued") : line)),
            ("ticket", Forged(line => line["ticket"] is null ? line : null)),
            ("approval", Forged(line => line["approval"] is { } approval ? Set(approval, "title", "Sign here") : line)),
            ("session_row", Forged(line => line["session"] is { } session ? Set(session, "agent", "another") : line)),
            ("session_row", Forged(line => line["session"] is { } session ? Set(session, "status", "waiting") : line)),
            ("is no line", Forged(line => line["session"] is { } session ? Set(session, "status", "dancing") : line)),
            ("does not match its hash", Forged(line => line["blob"] is { } blob && (long)blob["offset"]! == 0 ? Set(blob, "data", Convert.ToBase64String(new byte[Convert.FromBase64String((string)blob["data"]!).Length])) : line)),
            ("No event refers to blob", Forged(line => line["blob"] is { } blob ? Set(blob, "size", 1L << 60) : line)),
            ("Blobs that its events refer to", Forged(line => line["blob"] is null ? line : null)),
            ("epoch", Forged(line => line["session"] is { } session ? Set(session, "epoch", long.MaxValue) : line)),
            ("retention", Forged(line => line["session"] is { } session ? Set(session, "retention", "3651.00:00:00") : line)),
        };
        foreach (var (says, text) in cases)
        {
            var notes = new List<SessionNote>();
            var (summary, there) = await ImportAsync(text, notes);
            var said = summary.Problem + string.Concat(notes.Select(n => n.Reason));
            Assert.Contains(says, said, StringComparison.Ordinal);
            Assert.True(there == summary.Imported && summary.Imported == 0, $"{says}: {there} there, {summary}");
        }
    }

    [Fact]
    public async Task Import_SessionThatDiffers_IsRefusedByNameAndStays()
    {
        using var folder = new TestFolder();
        Assert.Equal(2, (await ImportAsync(_exported.Text, folder: folder)).There);
        var shorter = Forged(line => Event(line, "message.completed", e => e["data"]!["stop_reason"] = "refusal"));
        var notes = new List<SessionNote>();

        var (summary, there) = await ImportAsync(shorter, notes, folder);

        Assert.Equal((0, 2, 2), (summary.Imported, summary.Refused, there));
        Assert.All(notes, note => Assert.Contains("differs", note.Reason, StringComparison.Ordinal));
        var (again, _) = await ImportAsync(_exported.Text, folder: folder);
        Assert.Equal(2, again.Equal);
    }

    [Fact]
    public async Task Import_Session_IsTheNodesAndItsFenceStartsAboveEveryEpochThatWasGivenOut()
    {
        using var folder = new TestFolder();
        await ImportAsync(_exported.Text, folder: folder);
        var exported = ExportText.Lines(_exported.Text).Select(line => line["session"]).OfType<JsonNode>().ToDictionary(s => (string)s["id"]!, s => (long)s["epoch"]!);
        await using var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = folder.At("journal.db") }, TimeProvider.System);

        var rows = await journal.ListAsync(new SessionQuery { Tenant = TenantId.Default }, CancellationToken.None);

        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((exported[row.Key.Session.Value] + 1, new Owner("node", "start")), (row.Epoch, row.Owner)));
    }

    [Fact]
    public async Task Import_KeysOfASession_AreWrittenOnlyWhenAllItsLinesHaveCome()
    {
        using var folder = new TestFolder();
        await (await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = folder.At("journal.db") }, TimeProvider.System)).DisposeAsync();
        await using var archive = new WatchedArchive(SqliteArchive.OpenToWrite(folder.At("journal.db"), TimeProvider.System));
        using var blobs = DirectoryBlobStore.Open(folder.At("blobs"));
        var lines = _exported.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var end = Array.FindIndex(lines, line => line.StartsWith("{\"end\"", StringComparison.Ordinal));
        Assert.Contains(lines.Take(end), line => line.StartsWith("{\"key\"", StringComparison.Ordinal));

        async Task<ImportSummary> RunAsync(int count)
        {
            using var from = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Take(count).Select(line => line + "\n"))));
            return await new JournalImporter(archive, blobs, new Owner("node", "start"), dryRun: false).RunAsync(new ArchiveQuery(), from, static _ => { }, static _ => { }, CancellationToken.None);
        }

        await RunAsync(end);
        Assert.Equal(0, archive.Keys);
        Assert.Equal(2, (await RunAsync(lines.Length)).Imported);
        Assert.Equal(lines.Count(line => line.StartsWith("{\"key\"", StringComparison.Ordinal)), archive.Keys);
    }

    [Fact]
    public async Task Export_SessionWhoseRowsAreAboutToBeWritten_IsWrittenAgainAndImported()
    {
        foreach (var (looks, whole) in ((int, int)[])[(1, 2), (2, 1)])
        {
            using var folder = new TestFolder();
            await ImportAsync(_exported.Text, folder: folder);
            await using var archive = new WatchedArchive(SqliteArchive.OpenToRead(folder.At("journal.db"), TimeProvider.System)) { LooksWithoutTickets = looks };
            using var blobs = DirectoryBlobStore.Open(folder.At("blobs"));
            using var to = new MemoryStream();
            var exported = await new JournalExporter(archive, blobs).RunAsync(new ArchiveQuery(), to, DateTimeOffset.UnixEpoch, static _ => { }, static _ => { }, CancellationToken.None);
            var notes = new List<SessionNote>();
            var (summary, _) = await ImportAsync(Encoding.UTF8.GetString(to.ToArray()), notes);
            Assert.Equal((whole, 2 - whole), (exported.Sessions, exported.Abandoned));
            Assert.Equal((whole, 2 - whole, null), (summary.Imported, summary.Abandoned, summary.Problem));
            Assert.Equal(2 - whole, notes.Count(note => note.Outcome == SessionOutcome.Refused));
        }
    }

    [Fact]
    public async Task Import_DryRun_SaysTheSameAndChangesNothing()
    {
        using var folder = new TestFolder();
        var (summary, there) = await ImportAsync(_exported.Text, folder: folder, dryRun: true);
        Assert.Equal((2, null, 0), (summary.Imported, summary.Problem, there));
        Assert.Empty(Directory.EnumerateFiles(folder.At("blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Import_DryRun_RefusesWhatAnImportRefuses()
    {
        var notes = new List<SessionNote>();
        var (summary, _) = await ImportAsync(Forged(line => line["session"] is { } session ? Set(session, "retention", "3651.00:00:00") : line), notes, dryRun: true);
        Assert.Equal(2, summary.Refused);
        Assert.All(notes, note => Assert.Contains("retention", note.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_DryRunAsACommand_TakesAnAbsentJournalForAnEmptyOneAndMakesNone()
    {
        await using var server = await PostgresServer.StartAsync();
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.At("x.jsonl"), _exported.Text);
        foreach (var postgres in new[] { null, server })
        {
            for (var i = 0; i < 2; i++)
            {
                var tried = await ArchiveProgram.RunAsync(folder.At("data"), postgres, "import", folder.At("x.jsonl"), "--dry-run");
                Assert.True(tried.ExitCode == 0, tried.Output + tried.Errors);
                Assert.Equal(2, tried.Count("imported"));
            }

            Assert.False(Directory.Exists(folder.At("data")));
            Assert.NotEqual(0, (await ArchiveProgram.RunAsync(folder.At("data"), postgres, "verify")).ExitCode);
        }
    }

    [Fact]
    public async Task Import_ProcessKilledInTheMiddleOfASession_LeavesNothingOfIt()
    {
        using var folder = new TestFolder();
        var lines = _exported.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n").ToList();
        var end = lines.FindIndex(line => line.StartsWith("{\"end\"", StringComparison.Ordinal));
        using var process = ArchiveProgram.Start(folder.At("data"), null, "import", "-");
        // All of the second session but its end.
        await process.StandardInput.WriteAsync(string.Concat(lines.Take(end + 1)));
        await process.StandardInput.WriteAsync(string.Concat(lines.Skip(end + 1).TakeWhile(line => !line.StartsWith("{\"end\"", StringComparison.Ordinal))));
        await process.StandardInput.FlushAsync();
        Assert.Contains("imported", await process.StandardOutput.ReadLineAsync().Within(60, "the first session"), StringComparison.Ordinal);
        process.Kill();
        await process.WaitForExitAsync().Within(60, "the end of the process");

        var verified = await ArchiveProgram.RunAsync(folder.At("data"), "verify");
        Assert.Equal((0, 1), (verified.ExitCode, verified.Count("sessions")));
        await File.WriteAllTextAsync(folder.At("x.jsonl"), _exported.Text);
        var again = await ArchiveProgram.RunAsync(folder.At("data"), "import", folder.At("x.jsonl"));
        Assert.Equal((0, 1, 1), (again.ExitCode, again.Count("imported"), again.Count("equal")));
    }

    private static async Task<(ImportSummary Summary, int There)> ImportAsync(string text, List<SessionNote>? notes = null, TestFolder? folder = null, bool dryRun = false)
    {
        using var own = folder is null ? new TestFolder() : null;
        var at = (folder ?? own)!;
        await (await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = at.At("journal.db") }, TimeProvider.System)).DisposeAsync();
        await using var archive = SqliteArchive.OpenToWrite(at.At("journal.db"), TimeProvider.System);
        using var blobs = DirectoryBlobStore.Open(at.At("blobs"));
        var importer = new JournalImporter(archive, blobs, new Owner("node", "start"), dryRun);
        using var from = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var summary = await importer.RunAsync(new ArchiveQuery(), from, note => notes?.Add(note), static _ => { }, CancellationToken.None);
        return (summary, (await archive.ListAsync(new ArchiveQuery(), null, 10, CancellationToken.None)).Count);
    }

    private static string ReplaceFirst(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        return string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length));
    }

    private string Forged(Func<JsonObject, JsonObject?> change) => ExportText.Forge(ExportText.Lines(_exported.Text).Select(change).OfType<JsonObject>());

    private static JsonObject Set(JsonNode line, string member, JsonNode value)
    {
        line[member] = value;
        return line.Parent!.AsObject();
    }

    private static JsonObject Event(JsonObject line, string kind, Action<JsonNode> change)
    {
        if (line["event"] is not { } e || (string?)e["kind"] != kind) return line;
        var decoded = ExportText.Decoded(e);
        change(decoded);
        ExportText.Encode(e, decoded);
        return line;
    }
}
