using Silo.Abstractions.Archives;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Journal;
using Silo.Runtime.Archives.Format;

namespace Silo.Runtime.Archives;

/// <summary>One session of an import: written into a transaction as its lines come, or compared with the one that is there. The first problem ends the work and is kept.</summary>
internal sealed class SessionImport(
    IJournalArchive archive, IBlobStore blobs, SessionRow row, Owner owner, bool dryRun, SessionPlace place) : IAsyncDisposable
{
    // 100,000 prompts of a day fit; a file made to fill the memory does not.
    private const int KeyCharactersMax = 32 * 1024 * 1024;

    private readonly SessionProof _proof = new(row);
    private readonly BlobParts _parts = new();
    private readonly List<EventRecord> _events = [];
    private readonly List<IdempotencyKey> _keys = [];
    private SessionCounts _counts = new(0, 0, 0, 0, 0);
    private ISessionRestore? _restore;
    private ISessionSnapshot? _there;
    private IReadOnlyList<EventRecord> _page = [];
    private int _keyCharacters;
    private string? _problem = place == SessionPlace.Deleted ? "It was deleted here, and its id is never used again." : null;
    private bool _begun;
    private bool _stored;
    private bool _committed;

    internal long Events => _counts.Events;

    internal async Task AddAsync(ExportLine line, CancellationToken cancellationToken)
    {
        if (_problem is not null) return;
        try
        {
            if (!_begun) await BeginAsync(cancellationToken);
            await TakeAsync(line, cancellationToken);
            if (_proof.Findings is [{ } first, ..])
                _problem = $"The copy is damaged: {first.Code}{(first.Sequence is { } at ? $" at event {at}" : string.Empty)}: expected {first.Expected}, found {first.Found}.";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            _problem = e.Message;
        }

        // What is left of its lines is only passed over: no transaction waits for them.
        if (_problem is not null) await ReleaseAsync();
    }

    /// <summary>All lines have come: makes the session exist, or says why not.</summary>
    internal async Task<SessionNote> EndAsync(SessionCounts counts, bool isWhole, CancellationToken cancellationToken)
    {
        _proof.Finish();
        if (!isWhole) _problem = "Its lines do not match its digest: the file is damaged.";
        _problem ??= counts != _counts ? "Its lines are not as many as its end says: the file is damaged."
            : _counts.Blobs != _proof.Blobs.Count ? "Blobs that its events refer to are not in the file."
            : _proof.Findings is [{ } first, ..] ? $"The copy is damaged: {first.Code}: expected {first.Expected}, found {first.Found}."
            : null;
        if (_problem is null && place == SessionPlace.Present) return await CompareAsync(cancellationToken);
        if (_problem is null && !dryRun)
        {
            try
            {
                await FlushAsync(cancellationToken);
                // A running host that is asked with one of these keys waits for this transaction: they come last, when no line is waited for.
                foreach (var keys in _keys.Chunk(ISessionSnapshot.RowsMax)) await _restore!.AddAsync(keys, cancellationToken);
                await _restore!.CommitAsync(cancellationToken);
                _committed = true;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException)
            {
                _problem = e.Message;
            }
        }

        return new SessionNote(row.Key, _problem is null ? SessionOutcome.Imported : SessionOutcome.Refused, _problem);
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();

        // Nobody refers to them. A crash leaves them, and the next import of the session finds them there.
        if (_stored && !_committed && await archive.FindAsync(row.Key, CancellationToken.None) != SessionPlace.Present) await blobs.DeleteAllAsync(row.Key, CancellationToken.None);
    }

    private async Task ReleaseAsync()
    {
        if (_restore is not null) await _restore.DisposeAsync();
        if (_there is not null) await _there.DisposeAsync();
        (_restore, _there) = (null, null);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        if (place == SessionPlace.Present)
        {
            _there = await archive.OpenAsync(row.Key, cancellationToken);
            return;
        }

        // Above every epoch that was given out for it, so that whatever still holds one of them is fenced.
        var restored = row with { Epoch = row.Epoch + 1, Owner = owner };
        if (dryRun) archive.Check(restored);
        else _restore = await archive.RestoreAsync(restored, cancellationToken);
    }

    private async Task TakeAsync(ExportLine line, CancellationToken cancellationToken)
    {
        if (line.Event is { } stored)
        {
            if (_counts is not { Tickets: 0, Approvals: 0, Keys: 0, Blobs: 0 }) throw new InvalidDataException("Events stand behind rows.");
            var record = stored.ToRecord();
            _proof.Add(record);
            _counts = _counts with { Events = _counts.Events + 1 };
            await CompareAsync(record, cancellationToken);
            _events.Add(record);
            if (_events.Count == ISessionSnapshot.EventsMax) await FlushAsync(cancellationToken);
            return;
        }

        await FlushAsync(cancellationToken);
        if (line.Ticket?.ToRow(row.Key) is { } ticket)
        {
            _proof.Add(ticket);
            _counts = _counts with { Tickets = _counts.Tickets + 1 };
            if (_restore is not null) await _restore.AddAsync([ticket], cancellationToken);
        }
        else if (line.Approval?.ToRow(row.Key) is { } approval)
        {
            _proof.Add(approval);
            _counts = _counts with { Approvals = _counts.Approvals + 1 };
            if (_restore is not null) await _restore.AddAsync([approval], cancellationToken);
        }
        else if (line.Key is { } key)
        {
            CheckKey(key);
            _counts = _counts with { Keys = _counts.Keys + 1 };
            if (_restore is not null) _keys.Add(key.ToKey());
        }
        else if (line.Blob is { } part)
        {
            await TakeAsync(part, cancellationToken);
        }
    }

    private async Task TakeAsync(BlobLine part, CancellationToken cancellationToken)
    {
        if (!_proof.Blobs.TryGetValue(part.Sha256, out var size) || size != part.Size) throw new InvalidDataException($"No event refers to blob {part.Sha256} of {part.Size} bytes.");
        if (_parts.Add(part) is not { } content) return;
        _counts = _counts with { Blobs = _counts.Blobs + 1 };
        if (_restore is null) return;
        _stored = true;
        await blobs.PutAsync(row.Key, content, cancellationToken);
    }

    // A key of somebody else's session would answer that session's client with ours.
    private void CheckKey(KeyLine key)
    {
        var isOurs = string.Equals(key.Route, IdempotencyKey.PromptRoute(row.Key.Session), StringComparison.Ordinal)
            || (string.Equals(key.Route, IdempotencyKey.CreateRoute, StringComparison.Ordinal) && string.Equals(key.Result, row.Key.Session.Value, StringComparison.Ordinal));
        if (!isOurs) throw new InvalidDataException($"The idempotency key of '{key.Route}' is not of this session.");
        _keyCharacters += key.Route.Length + key.Key.Length + key.BodyHash.Length + key.Result.Length;
        if (_keyCharacters > KeyCharactersMax) throw new InvalidDataException($"Its idempotency keys have more than {KeyCharactersMax} characters together.");
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_restore is not null && _events.Count > 0) await _restore.AddAsync(_events, cancellationToken);
        _events.Clear();
    }

    private async Task CompareAsync(EventRecord record, CancellationToken cancellationToken)
    {
        if (_there is null) return;
        var at = record.Event.Sequence;
        if (_page is not [.., { } last] || last.Event.Sequence < at) _page = await _there.ReadEventsAsync(at - 1, cancellationToken);
        var index = _page.Count == 0 ? -1 : (int)(at - _page[0].Event.Sequence);
        if (index < 0 || index >= _page.Count) throw new InvalidDataException($"It is here already, but only up to event {_there.Row.Head}. {HowToReplace}");
        if (_page[index].Checksum != record.Checksum || !_page[index].Event.Utf8.Span.SequenceEqual(record.Event.Utf8.Span))
            throw new InvalidDataException($"It is here already, and event {at} differs. {HowToReplace}");
    }

    private async Task<SessionNote> CompareAsync(CancellationToken cancellationToken)
    {
        _there ??= await archive.OpenAsync(row.Key, cancellationToken);
        if (_there is null) return new SessionNote(row.Key, SessionOutcome.Refused, "It was deleted here meanwhile, and its id is never used again.");
        return _there.Row.Head == row.Head
            ? new SessionNote(row.Key, SessionOutcome.Equal, null)
            : new SessionNote(row.Key, SessionOutcome.MovedOn, $"It has gone on here, from event {row.Head} to {_there.Row.Head}.");
    }

    private static string HowToReplace =>
        "Nothing is ever written over: keep the one that is here, or import the copy into a journal that does not have it.";
}
