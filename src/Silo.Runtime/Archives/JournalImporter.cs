using Silo.Abstractions.Archives;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Archives.Format;

namespace Silo.Runtime.Archives;

/// <summary>Puts the sessions of an export into a journal: each whole or not at all, and only once its digest and all that it says have been checked.</summary>
/// <param name="archive">The journal.</param>
/// <param name="blobs">The blobs of the node that shall run the sessions.</param>
/// <param name="owner">That node: its next start goes on with what is unfinished.</param>
/// <param name="dryRun">Whether to check and compare only.</param>
public sealed class JournalImporter(IJournalArchive archive, IBlobStore blobs, Owner owner, bool dryRun)
{
    private long _imported;
    private long _events;
    private long _equal;
    private long _movedOn;
    private long _refused;
    private long _abandoned;
    private SessionNote? _part;

    /// <summary>Reads an export and puts its sessions in. Made again, it finds there what it did before, and goes on.</summary>
    /// <param name="query">Which of its sessions.</param>
    /// <param name="from">The export; not closed.</param>
    /// <param name="note">Takes what became of each session.</param>
    /// <param name="progress">Hears after each session how far it is.</param>
    /// <param name="cancellationToken">Ends it between two lines; the session in question is not put in.</param>
    /// <exception cref="JournalException">The journal failed. Retry: what is there already is found equal.</exception>
    /// <exception cref="IOException">The export could not be read, or a blob not be stored. Retry.</exception>
    public async Task<ImportSummary> RunAsync(
        ArchiveQuery query, Stream from, Action<SessionNote> note, Action<ArchiveProgress> progress, CancellationToken cancellationToken)
    {
        using var reader = new ExportReader(from);
        string? problem;
        try
        {
            await reader.BeginAsync(cancellationToken);
            problem = await ReadAsync(reader, query, note, progress, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            problem = e.Message;
        }

        TellPart(note);
        return new ImportSummary(_imported, _events, _equal, _movedOn, _refused, _abandoned, problem);
    }

    private async Task<string?> ReadAsync(
        ExportReader reader, ArchiveQuery query, Action<SessionNote> note, Action<ArchiveProgress> progress, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken) is { } line)
        {
            if (line.Session is { } session)
            {
                // Begun again right behind: what counts is what becomes of it there.
                if (_part?.Session == new SessionKey(session.Tenant, session.Id)) _part = null;
                TellPart(note);
                if (await TakeAsync(reader, query, session, cancellationToken) is { } said) note(said);
                progress(new ArchiveProgress(_imported + _equal + _movedOn + _refused, _events));
                continue;
            }

            if (line.Trailer is not { } trailer) return "The export has lines outside of a session.";
            if (!reader.IsWhole(trailer)) return "The export's trailer does not match its sessions: the file was put together wrongly.";
            return await reader.ReadAsync(cancellationToken) is null ? null : "The export goes on after its trailer.";
        }

        return "The export has no trailer: it was cut. The sessions before the cut are whole.";
    }

    private async Task<SessionNote?> TakeAsync(ExportReader reader, ArchiveQuery query, SessionLine begin, CancellationToken cancellationToken)
    {
        var row = begin.ToRow();
        await using var import = query.Takes(row.Key, row.Agent)
            ? new SessionImport(archive, blobs, row, owner, dryRun, await archive.FindAsync(row.Key, cancellationToken))
            : null;
        while (true)
        {
            var line = await reader.ReadAsync(cancellationToken)
                ?? throw new InvalidDataException($"The export is cut in the middle of session {row.Key}, which was not put in.");
            if (line.Abandoned is { } abandoned)
            {
                reader.CountAbandoned();
                if (import is not null) _part = new SessionNote(row.Key, SessionOutcome.Refused, $"The export has only a part of it: {abandoned.Reason}");
                return null;
            }

            if (line.End is { } end)
            {
                var isWhole = reader.IsWhole(end);
                return import is null ? null : Count(await import.EndAsync(end.Counts, isWhole, cancellationToken), import.Events);
            }

            if (line.Event is null && line.Ticket is null && line.Approval is null && line.Key is null && line.Blob is null)
                throw new InvalidDataException($"Session {row.Key} has no end, and was not put in.");
            if (import is not null) await import.AddAsync(line, cancellationToken);
        }
    }

    private void TellPart(Action<SessionNote> note)
    {
        if (_part is null) return;
        _abandoned++;
        note(_part);
        _part = null;
    }

    private SessionNote Count(SessionNote note, long events)
    {
        switch (note.Outcome)
        {
            case SessionOutcome.Imported:
                _imported++;
                _events += events;
                break;
            case SessionOutcome.Equal:
                _equal++;
                break;
            case SessionOutcome.MovedOn:
                _movedOn++;
                break;
            default:
                _refused++;
                break;
        }

        return note;
    }
}
