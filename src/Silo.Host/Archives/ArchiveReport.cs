using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Silo.Runtime.Archives;

namespace Silo.Host.Archives;

/// <summary>Says what was found: lines to one output, progress to the error output where that is a terminal.</summary>
internal sealed class ArchiveReport(TextWriter output, TextWriter? progress, bool json, TimeProvider time)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    private long _last = time.GetTimestamp();
    private bool _shows;

    public void Tell(JournalFinding finding) => Line(
        "finding", finding, ArchiveJson.Default.JournalFinding,
        $"{finding.Session}{(finding.Sequence is { } at ? string.Create(CultureInfo.InvariantCulture, $" event {at}") : string.Empty)}: {finding.Code}: expected {finding.Expected}, found {finding.Found}");

    public void Tell(SessionNote note) => Line(
        "session", note, ArchiveJson.Default.SessionNote, $"{note.Session}: {Word(note.Outcome)}{(note.Reason is null ? string.Empty : ": " + note.Reason)}");

    public void End(VerifySummary s) => Line(
        "summary", s, ArchiveJson.Default.VerifySummary,
        $"{s.Sessions} sessions, {s.Events} events, {s.Blobs} blobs: {(s.Damaged == 0 ? "no damage" : $"{s.Damaged} sessions are damaged")}" +
        (s.BlobsElsewhere == 0 ? "." : $". {s.BlobsElsewhere} blobs lie with other nodes and were not looked at."));

    public void End(ExportSummary s) => Line(
        "summary", s, ArchiveJson.Default.ExportSummary,
        $"{s.Sessions} sessions, {s.Events} events, {s.Blobs} blobs exported; {s.Busy} of them were being worked on, {s.Abandoned} could not be exported.");

    public void End(ImportSummary s, bool dryRun) => Line(
        "summary", s, ArchiveJson.Default.ImportSummary,
        $"{s.Imported} sessions with {s.Events} events {(dryRun ? "could be imported" : "imported")}; {s.Equal} were here already, {s.MovedOn} have gone on here, {s.Refused + s.Abandoned} were refused." +
        (s.Problem is null ? string.Empty : " " + s.Problem));

    public void Progress(ArchiveProgress so)
    {
        if (progress is null || time.GetElapsedTime(_last) < ProgressEvery) return;
        _last = time.GetTimestamp();
        _shows = true;
        progress.Write(string.Create(CultureInfo.InvariantCulture, $"\r{so.Sessions:N0} sessions, {so.Events:N0} events"));
    }

    private static string Word(SessionOutcome outcome) => outcome switch
    {
        SessionOutcome.Imported => "imported",
        SessionOutcome.Equal => "here already",
        SessionOutcome.MovedOn => "has gone on",
        SessionOutcome.Busy => "busy",
        _ => "refused",
    };

    private void Line<T>(string type, T value, JsonTypeInfo<T> how, string text)
    {
        if (_shows) progress!.Write("\r\x1b[K");
        _shows = false;
        output.WriteLine(json ? $$"""{"type":"{{type}}","{{type}}":{{JsonSerializer.Serialize(value, how)}}}""" : Harmless(text));
    }

    // A damaged or hostile journal must not be able to write to the terminal what it likes.
    private static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? $"\\u{(int)c:x4}" : c.ToString()));
}
