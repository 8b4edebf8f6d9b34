using Silo.Storage.Journals;

namespace Silo.Storage.Sqlite;

/// <summary>How a <see cref="SqliteJournal"/> works.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>The database's file. Its directory must exist; write-ahead log and index lie beside it.</summary>
    public required string Path { get; init; }

    /// <summary>How long to wait for another process that holds the database.</summary>
    /// <value>Default 10 s, 0 to 5 min.</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most writes that wait for the writer; a caller beyond that waits for room.</summary>
    /// <value>Default 4,096, 1 to 65,536. A waiting write holds nothing but what its caller holds anyway.</value>
    public int QueueLengthMax { get; init; } = 4096;

    /// <summary>Most writes in one transaction.</summary>
    /// <value>Default 512, 1 to 4,096.</value>
    public int BatchWritesMax { get; init; } = 512;

    /// <summary>Bytes of events after which a transaction takes no further write.</summary>
    /// <value>Default 8 MiB, 1 to 64 MiB.</value>
    public int BatchBytesMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>Reads at the same time; a reader beyond that waits.</summary>
    /// <value>Default 4, 1 to 64. Each holds a connection with up to 4 MiB of cache.</value>
    public int ReadersMax { get; init; } = 4;

    /// <summary>Pages of 4 KiB written to the log after which it is copied into the database, once the writers have their answers.</summary>
    /// <value>Default 4,000 (16 MiB), 1 to 1,000,000.</value>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>Traces and measures the commits; null for nothing. Not disposed of by the journal.</summary>
    public JournalTelemetry? Telemetry { get; init; }

    /// <summary>Takes away what makes a commit durable. For the test that shows that the crash tests can fail.</summary>
    internal bool SkipSync { get; init; }

    internal void Validate()
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(Path)) errors.Add($"{nameof(Path)} is empty; it must name the database's file.");
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(5)) errors.Add($"{nameof(BusyTimeout)} is {BusyTimeout}; allowed: 0 to 5 minutes.");
        Check(errors, nameof(QueueLengthMax), QueueLengthMax, 65_536);
        Check(errors, nameof(BatchWritesMax), BatchWritesMax, 4096);
        Check(errors, nameof(BatchBytesMax), BatchBytesMax, 64 * 1024 * 1024, min: 1024 * 1024);
        Check(errors, nameof(ReadersMax), ReadersMax, 64);
        Check(errors, nameof(CheckpointPages), CheckpointPages, 1_000_000);
#pragma warning disable MA0015 // The message names every option that is wrong.
        if (errors.Count > 0) throw new ArgumentException(string.Join(' ', errors));
#pragma warning restore MA0015
    }

    private static void Check(List<string> errors, string name, int value, int max, int min = 1)
    {
        if (value < min || value > max) errors.Add($"{name} is {value}; allowed: {min} to {max}.");
    }
}
