using Npgsql;
using Silo.Storage.Journals;

namespace Silo.Storage.Postgres;

/// <summary>How a <see cref="PostgresJournal"/> works.</summary>
public sealed class PostgresJournalOptions
{
    /// <summary>How to reach the server, as Npgsql reads it. Holds a password: never logged, never part of an error.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema that holds the journal's tables, so that it can live in a shared database; made when absent.</summary>
    /// <value>Default <c>silo</c>. 1 to 50 characters of <c>a-z 0-9 _</c>, beginning with a letter.</value>
    public string Schema { get; init; } = "silo";

    /// <summary>Names this process to the other hosts of the schema, so that it does not hear its own notifications.</summary>
    /// <value>No default; the id of the host's start. 1 to 64 visible ASCII characters.</value>
    public required string Sender { get; init; }

    /// <summary>Most writes that wait for the writer; a caller beyond that waits for room.</summary>
    /// <value>Default 4,096, 1 to 65,536. A waiting write holds nothing but what its caller holds anyway.</value>
    public int QueueLengthMax { get; init; } = 4096;

    /// <summary>Most writes in one transaction.</summary>
    /// <value>Default 512, 1 to 4,096.</value>
    public int BatchWritesMax { get; init; } = 512;

    /// <summary>Bytes of events after which a transaction takes no further write.</summary>
    /// <value>Default 8 MiB, 1 to 64 MiB.</value>
    public int BatchBytesMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>Connections for reading, beside the writer's one; a reader beyond that waits its turn.</summary>
    /// <value>Default 8, 1 to 256.</value>
    public int ReadersMax { get; init; } = 8;

    /// <summary>How long one statement may take on the server before it is ended there.</summary>
    /// <value>Default 30 s, 1 s to 10 min.</value>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Traces and measures the commits; null for nothing. Not disposed of by the journal.</summary>
    public JournalTelemetry? Telemetry { get; init; }

    /// <summary>The clock of the expiry of idempotency keys; null for the database's own, so that nodes need not agree. For tests.</summary>
    internal TimeProvider? Clock { get; init; }

    /// <summary>Lets a server pass that does not sync: for the test that shows that the crash tests can fail.</summary>
    internal bool AllowUnsafeServer { get; init; }

    /// <summary>Tells whether a text is a name that <see cref="Schema"/> takes.</summary>
    public static bool IsSchemaName(string? text) =>
        text is { Length: >= 1 and <= 50 } && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && !text.StartsWith("pg_", StringComparison.Ordinal);

    /// <summary>Tells whether a text can be a <see cref="ConnectionString"/>; asks no server.</summary>
    public static bool IsConnectionString(string? text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    internal void Validate()
    {
        var errors = new List<string>();
        if (!IsConnectionString(ConnectionString)) errors.Add($"{nameof(ConnectionString)} must say how to reach the server, with a Host.");
        if (!IsSchemaName(Schema)) errors.Add($"{nameof(Schema)} is '{Schema}'; allowed: 1 to 50 characters of a-z 0-9 _, beginning with a letter.");
        if (Sender is not { Length: >= 1 and <= 64 } || !Sender.All(c => c is > ' ' and <= '~')) errors.Add($"{nameof(Sender)} is '{Sender}'; allowed: 1 to 64 visible ASCII characters.");
        Check(errors, nameof(QueueLengthMax), QueueLengthMax, 65_536);
        Check(errors, nameof(BatchWritesMax), BatchWritesMax, 4096);
        Check(errors, nameof(BatchBytesMax), BatchBytesMax, 64 * 1024 * 1024, min: 1024 * 1024);
        Check(errors, nameof(ReadersMax), ReadersMax, 256);
        if (StatementTimeout < TimeSpan.FromSeconds(1) || StatementTimeout > TimeSpan.FromMinutes(10))
            errors.Add($"{nameof(StatementTimeout)} is {StatementTimeout}; allowed: 1 s to 10 minutes.");
#pragma warning disable MA0015 // The message names every option that is wrong.
        if (errors.Count > 0) throw new ArgumentException(string.Join(' ', errors));
#pragma warning restore MA0015
    }

    private static void Check(List<string> errors, string name, int value, int max, int min = 1)
    {
        if (value < min || value > max) errors.Add($"{name} is {value}; allowed: {min} to {max}.");
    }
}
