using Silo.Abstractions.Archives;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Archives.Format;

namespace Silo.Runtime.Archives;

/// <summary>Writes whole sessions of a journal to a stream, each as it stands at one moment. Damaged ones are left out by name.</summary>
/// <param name="archive">The journal.</param>
/// <param name="blobs">The blobs of this node.</param>
public sealed class JournalExporter(IJournalArchive archive, IBlobStore blobs)
{
    private long _sessions;
    private long _events;
    private long _blobs;
    private long _busy;
    private long _abandoned;

    /// <summary>Writes the sessions.</summary>
    /// <param name="query">Which.</param>
    /// <param name="to">Takes the export; not closed.</param>
    /// <param name="now">The time that stands in the header.</param>
    /// <param name="note">Takes what a person should know.</param>
    /// <param name="progress">Hears after each session how far it is.</param>
    /// <param name="cancellationToken">Ends it between two sessions; what was written has no trailer then.</param>
    /// <exception cref="JournalException">The journal could not be read on. Begin again.</exception>
    /// <exception cref="IOException">A blob could not be read, or the stream not be written. Begin again.</exception>
    public async Task<ExportSummary> RunAsync(
        ArchiveQuery query, Stream to, DateTimeOffset now, Action<SessionNote> note, Action<ArchiveProgress> progress, CancellationToken cancellationToken)
    {
        using var writer = new ExportWriter(to);
        await writer.BeginAsync(now);
        await foreach (var key in SessionReading.SessionsAsync(archive, query))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await WriteAsync(writer, key) is { } said) note(said);
            progress(new ArchiveProgress(_sessions, _events));
        }

        await writer.EndAsync();
        return new ExportSummary(_sessions, _events, _blobs, _busy, _abandoned);
    }

    private async Task<SessionNote?> WriteAsync(ExportWriter writer, SessionKey key)
    {
        var (events, blobs, abandoned) = (_events, _blobs, _abandoned);
        var (note, mayPass) = await WriteOnceAsync(writer, key);
        if (!mayPass) return note;
        (_events, _blobs, _abandoned) = (events, blobs, abandoned);
        return (await WriteOnceAsync(writer, key)).Note;
    }

    private async Task<(SessionNote? Note, bool MayPass)> WriteOnceAsync(ExportWriter writer, SessionKey key)
    {
        var (begun, mayPass) = (false, false);
        string? problem;
        try
        {
            await using var snapshot = await archive.OpenAsync(key, CancellationToken.None);
            // Deleted since it was listed.
            if (snapshot is null) return (null, false);
            await writer.StartSessionAsync(SessionLine.Of(snapshot.Row));
            begun = true;
            var proof = new SessionProof(snapshot.Row);
            var (counts, damage) = await WritePartsAsync(writer, snapshot, proof);
            if (damage is null)
            {
                await writer.EndSessionAsync(counts);
                _sessions++;
                if (snapshot.Row.Status == SessionStatus.Idle) return (null, false);
                _busy++;
                return (new SessionNote(key, SessionOutcome.Busy, $"It was being worked on: the copy ends with event {snapshot.Row.Head}. Both go on from there; let only one of them."), false);
            }

            problem = damage;
            mayPass = proof.Findings.Count > 0 && proof.Findings.All(f => FindingCodes.IsOfRows(f.Code));
        }
        catch (JournalCorruptException e)
        {
            problem = e.Message;
        }

        _abandoned++;
        if (begun) await writer.AbandonSessionAsync(problem);
        return (new SessionNote(key, SessionOutcome.Refused, problem), mayPass);
    }

    private async Task<(SessionCounts Counts, string? Damage)> WritePartsAsync(ExportWriter writer, ISessionSnapshot snapshot, SessionProof proof)
    {
        var counts = new SessionCounts(0, 0, 0, 0, 0);
        await foreach (var record in SessionReading.EventsAsync(snapshot))
        {
            proof.Add(record);
            if (Damage(proof) is { } damage) return (counts, damage);
            await writer.WriteAsync(new ExportLine { Event = EventLine.Of(record) });
            counts = counts with { Events = counts.Events + 1 };
            _events++;
        }

        await foreach (var ticket in SessionReading.TicketsAsync(snapshot))
        {
            proof.Add(ticket);
            await writer.WriteAsync(new ExportLine { Ticket = TicketLine.Of(ticket) });
            counts = counts with { Tickets = counts.Tickets + 1 };
        }

        await foreach (var approval in SessionReading.ApprovalsAsync(snapshot))
        {
            proof.Add(approval);
            await writer.WriteAsync(new ExportLine { Approval = ApprovalLine.Of(approval) });
            counts = counts with { Approvals = counts.Approvals + 1 };
        }

        await foreach (var key in SessionReading.KeysAsync(snapshot))
        {
            await writer.WriteAsync(new ExportLine { Key = KeyLine.Of(key) });
            counts = counts with { Keys = counts.Keys + 1 };
        }

        proof.Finish();
        if (Damage(proof) is { } found) return (counts, found);
        foreach (var (sha256, size) in proof.Blobs)
        {
            if (await WriteBlobAsync(writer, snapshot.Row, new BlobRef(sha256, size)) is { } missing) return (counts, missing);
            counts = counts with { Blobs = counts.Blobs + 1 };
            _blobs++;
        }

        return (counts, null);
    }

    private async Task<string?> WriteBlobAsync(ExportWriter writer, SessionRow row, BlobRef blob)
    {
        ReadOnlyMemory<byte> content;
        try
        {
            if (await blobs.GetAsync(row.Key, blob, CancellationToken.None) is not { } found)
                return $"Its blob {blob.Sha256} is not here. Export it on the node that ran it last{(row.Owner is { } owner ? $", {owner.Node}" : string.Empty)}.";
            content = found;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            return e.Message;
        }

        for (var offset = 0; offset < content.Length || offset == 0; offset += ExportFormat.BlobPartBytesMax)
        {
            var part = content.Slice(offset, Math.Min(ExportFormat.BlobPartBytesMax, content.Length - offset));
            await writer.WriteAsync(new ExportLine { Blob = new BlobLine(blob.Sha256, blob.Size, offset, part) });
        }

        return null;
    }

    private static string? Damage(SessionProof proof) => proof.Findings is [{ } first, ..]
        ? $"It is damaged: {first.Code}{(first.Sequence is { } at ? $" at event {at}" : string.Empty)}: expected {first.Expected}, found {first.Found}."
        : null;
}
