using Silo.Abstractions.Archives;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives;

/// <summary>Walks a journal and finds what is damaged. Changes nothing; each session is looked at as it stands at one moment.</summary>
/// <param name="archive">The journal.</param>
/// <param name="blobs">The blobs of this node.</param>
/// <param name="node">The id of this node: a blob that is missing here may lie with the node that ran its session last. Null where all blobs are here.</param>
public sealed class JournalVerifier(IJournalArchive archive, IBlobStore blobs, string? node)
{
    private long _sessions;
    private long _events;
    private long _blobs;
    private long _elsewhere;
    private long _damaged;

    /// <summary>Walks the sessions.</summary>
    /// <param name="query">Which.</param>
    /// <param name="found">Takes each finding as it is made; at most 100 of one session.</param>
    /// <param name="progress">Hears after each session how far it is.</param>
    /// <param name="cancellationToken">Ends the walk between two sessions.</param>
    /// <exception cref="JournalException">The journal could not be read on. Retry.</exception>
    /// <exception cref="IOException">A blob could not be read. Retry.</exception>
    public async Task<VerifySummary> RunAsync(ArchiveQuery query, Action<JournalFinding> found, Action<ArchiveProgress> progress, CancellationToken cancellationToken)
    {
        await foreach (var key in SessionReading.SessionsAsync(archive, query))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var findings = await WalkAsync(key);
            foreach (var finding in findings) found(finding);
            if (findings.Count > 0) _damaged++;
            progress(new ArchiveProgress(_sessions, _events));
        }

        return new VerifySummary(_sessions, _events, _blobs, _elsewhere, _damaged);
    }

    private async Task<IReadOnlyList<JournalFinding>> WalkAsync(SessionKey key)
    {
        var (sessions, events, seen, elsewhere) = (_sessions, _events, _blobs, _elsewhere);
        var findings = await WalkOnceAsync(key);
        if (findings.Count == 0 || findings.Any(f => !FindingCodes.IsOfRows(f.Code))) return findings;
        (_sessions, _events, _blobs, _elsewhere) = (sessions, events, seen, elsewhere);
        return await WalkOnceAsync(key);
    }

    private async Task<IReadOnlyList<JournalFinding>> WalkOnceAsync(SessionKey key)
    {
        SessionProof? proof = null;
        try
        {
            await using var snapshot = await archive.OpenAsync(key, CancellationToken.None);
            // Deleted since it was listed.
            if (snapshot is null) return [];
            _sessions++;
            proof = new SessionProof(snapshot.Row);
            await foreach (var record in SessionReading.EventsAsync(snapshot))
            {
                proof.Add(record);
                _events++;
            }

            await foreach (var ticket in SessionReading.TicketsAsync(snapshot)) proof.Add(ticket);
            await foreach (var approval in SessionReading.ApprovalsAsync(snapshot)) proof.Add(approval);
            proof.Finish();
            await CheckBlobsAsync(snapshot.Row, proof);
            return proof.Findings;
        }
        catch (JournalCorruptException e)
        {
            return [.. proof?.Findings ?? [], new JournalFinding(key, null, FindingCodes.SessionRow, "rows that read as what they are", e.Message)];
        }
    }

    private async Task CheckBlobsAsync(SessionRow row, SessionProof proof)
    {
        var isElsewhere = node is not null && row.Owner is { } owner && !string.Equals(owner.Node, node, StringComparison.Ordinal);
        foreach (var (sha256, size) in proof.Blobs)
        {
            try
            {
                var isHere = await blobs.GetAsync(row.Key, new BlobRef(sha256, size), CancellationToken.None) is not null;
                if (isHere || !isElsewhere) _blobs++;
                else _elsewhere++;
                if (!isHere && !isElsewhere) proof.Find(null, FindingCodes.BlobMissing, $"blob {sha256} of {size} bytes", "none");
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                proof.Find(null, FindingCodes.BlobDamaged, $"blob {sha256} of {size} bytes", e.Message);
            }
        }
    }
}
