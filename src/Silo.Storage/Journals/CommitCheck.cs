using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Journals;

/// <summary>Refuses a write that breaks a bound before it reaches the writer, so that it cannot harm the others in its transaction.</summary>
internal static class CommitCheck
{
    private const int RowsMax = EventLimits.CommitEventsMax;
    private const int LabelsMax = 32;
    private const int RouteCharactersMax = 512;
    private const int AgentCharactersMax = 256;
    private const int TextCharactersMax = 32 * 1024;

    // Far above what activations reach, and far below where adding to it could overflow.
    private const long EpochMax = 1L << 60;

    // What settings and agents allow; far below where adding it to a time could overflow.
    private static readonly TimeSpan RetentionMax = TimeSpan.FromDays(3650);

    /// <summary>Checks a commit.</summary>
    /// <returns>The encoded size of its events, in bytes.</returns>
    /// <exception cref="ArgumentException">A bound is broken. Do not retry.</exception>
    internal static int Check(Commit commit)
    {
        CheckKey(commit.Key);
        Require(commit.Epoch >= 1, $"Epoch {commit.Epoch} was never given out: take the fence first.");
        Require(commit.Head >= 1, $"Head {commit.Head} is before the session's first event.");
        var count = commit.Events.Count;
        Require(count is >= 1 and <= EventLimits.CommitEventsMax, $"A commit has 1 to {EventLimits.CommitEventsMax} events; this one has {count}.");
        var bytes = 0;
        for (var i = 0; i < count; i++) bytes += Check(commit.Events[i], commit.Head + 1 + i);
        Require(bytes <= EventLimits.CommitBytesMax, $"A commit's events have at most {EventLimits.CommitBytesMax} bytes together; these have {bytes}.");

        Require(commit.Tickets.Count <= RowsMax, $"A commit has at most {RowsMax} tickets; this one has {commit.Tickets.Count}.");
        foreach (var ticket in commit.Tickets) Check(commit.Key, ticket);

        Require(commit.Approvals.Count <= RowsMax, $"A commit has at most {RowsMax} approvals; this one has {commit.Approvals.Count}.");
        foreach (var approval in commit.Approvals) Check(commit.Key, approval);

        Require(commit.Keys.Count <= RowsMax, $"A commit has at most {RowsMax} idempotency keys; this one has {commit.Keys.Count}.");
        foreach (var key in commit.Keys) Check(key);
        return bytes;
    }

    /// <summary>Checks a new session.</summary>
    /// <exception cref="ArgumentException">A bound is broken. Do not retry.</exception>
    internal static void Check(SessionRow row, StoredEvent created, IdempotencyKey? key)
    {
        Require(row is { Epoch: 0, Head: 1, Owner: null }, "A new session has epoch 0, head 1 and no owner.");
        CheckRow(row);
        Check(created, 1);
        if (key is not null) Check(key);
    }

    /// <summary>Checks the row of a session that is put in whole.</summary>
    /// <exception cref="ArgumentException">A bound is broken. Do not retry.</exception>
    internal static void CheckRestored(SessionRow row)
    {
        Require(row.Epoch is >= 1 and <= EpochMax, $"The epoch of a session that is put in is {row.Epoch}; allowed: 1 to {EpochMax}.");
        Require(row.Head >= 1, "A session has at least its first event.");
        CheckRow(row);
        CheckText(row.Owner?.Node);
        CheckText(row.Owner?.Start);
    }

    /// <summary>Checks the events that follow a sequence, and their checksums.</summary>
    /// <exception cref="ArgumentException">A bound is broken, or one does not follow. Do not retry.</exception>
    /// <exception cref="InvalidDataException">One does not match its checksum. Do not retry.</exception>
    internal static void CheckRestored(SessionKey key, long head, IReadOnlyList<EventRecord> events)
    {
        var seed = EventChecksum.Seed(key);
        for (var i = 0; i < events.Count; i++)
        {
            var stored = events[i].Event;
            Check(stored, head + 1 + i);
            if (EventChecksum.Compute(seed, stored.Sequence, stored.Kind, stored.Utf8.Span) != events[i].Checksum)
                throw new InvalidDataException($"Event {stored.Sequence} does not match its checksum.");
        }
    }

    internal static void Check(SessionKey key, TurnTicket ticket) =>
        Require(ticket.Key == key && ticket.Turn != default, $"The ticket of turn '{ticket.Turn}' is not of session {key}.");

    internal static void Check(SessionKey key, ApprovalRow approval)
    {
        Require(
            approval.Key == key && approval.Approval != default && approval.Turn != default,
            $"The approval '{approval.Approval}' is not of session {key}.");
        CheckText(approval.Reason);
        CheckText(approval.Title);
        CheckText(approval.Tool);
        CheckText(approval.Decision);
        CheckText(approval.Answer);
        CheckText(approval.DecidedBy);
    }

    internal static void Check(IdempotencyKey key)
    {
        Require(key.Key.Length is >= 1 and <= 255, $"An idempotency key has 1 to 255 characters; this one has {key.Key.Length}.");
        Require(key.Route.Length is >= 1 and <= RouteCharactersMax, $"The route of an idempotency key has 1 to {RouteCharactersMax} characters; this one has {key.Route.Length}.");
        CheckText(key.BodyHash);
        CheckText(key.Result);
    }

    private static void CheckRow(SessionRow row)
    {
        CheckKey(row.Key);
        Require(row.Labels.Count <= LabelsMax, $"A session has at most {LabelsMax} labels; this one has {row.Labels.Count}.");
        foreach (var (name, value) in row.Labels)
        {
            Require(value is not null, $"The label '{name}' has no value.");
            CheckText(name);
            CheckText(value);
        }

        Require(row.Agent.Length is >= 1 and <= AgentCharactersMax, $"An agent's name has 1 to {AgentCharactersMax} characters; this one has {row.Agent.Length}.");
        Require(
            row.Retention is null || (row.Retention > TimeSpan.Zero && row.Retention <= RetentionMax),
            $"A session's retention is {row.Retention}; allowed: more than nothing, at most {RetentionMax.Days} days, or none.");
        CheckText(row.AgentVersion);
        CheckText(row.Title);
    }

    private static int Check(StoredEvent stored, long sequence)
    {
        Require(stored.Sequence == sequence, $"An event has sequence {stored.Sequence}; {sequence} comes next.");
        Require(stored.Kind.Length is >= 1 and <= 128, $"The kind of event {sequence} has {stored.Kind.Length} characters; allowed: 1 to 128.");
        var bytes = stored.Utf8.Length;
        Require(bytes is >= 1 and <= EventLimits.EventBytesMax, $"Event {sequence} has {bytes} bytes; allowed: 1 to {EventLimits.EventBytesMax}.");
        return bytes;
    }

    private static void CheckKey(SessionKey key) => Require(key.Session != default, "The session's id is empty.");

    private static void CheckText(string? text) =>
        Require(text is null || text.Length <= TextCharactersMax, $"A text has {text?.Length} characters; at most {TextCharactersMax} are allowed.");

    private static void Require(bool condition, string message)
    {
#pragma warning disable MA0015 // The message names what is wrong; a parameter's name would point at the whole commit.
        if (!condition) throw new ArgumentException(message);
#pragma warning restore MA0015
    }
}
