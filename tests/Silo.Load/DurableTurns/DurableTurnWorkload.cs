using System.Globalization;
using Silo.Load.Running;
using Silo.Storage.Sqlite;
using Silo.TestServers.Postgres;

namespace Silo.Load.DurableTurns;

/// <summary>W1: a turn is 10 sequential steps of 512 bytes, each durable before the next starts.</summary>
internal sealed class DurableTurnWorkload : IWorkload
{
    public const int Steps = 10;
    public const int StepBytes = 512;

    // As docs/operating/postgres.md recommends, for both sides: no checkpoint falls into one of the two alone.
    private const string ServerSettings = "max_wal_size = 8GB\ncheckpoint_timeout = 15min\nwal_compression = lz4";

    /// <summary>How long both sides run before they are measured.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public string Id => "W1";

    public string Title => "durable turns: 10 sequential steps, 512 durable bytes each";

    public IReadOnlyList<string> Cases =>
        ["sqlite/1", "sqlite/16", "sqlite/64", "sqlite/256", "postgres/1", "postgres/16", "postgres/64", "postgres/256"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        var sessions = int.Parse(name.AsSpan(name.IndexOf('/') + 1), CultureInfo.InvariantCulture);
        return name.StartsWith("sqlite/", StringComparison.Ordinal)
            ? await OnSqliteAsync(name, sessions, options, cancellationToken)
            : await OnPostgresAsync(name, sessions, options, cancellationToken);
    }

    private async Task<CaseResult> OnSqliteAsync(string name, int sessions, LoadOptions options, CancellationToken cancellationToken)
    {
        // Binds the SQLite that Silo uses, so that both sides run on the same engine.
        var bound = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = Path.Combine(options.Directory, "bind.db") }, TimeProvider.System);
        await bound.DisposeAsync();
        options.Progress($"W1 {name}: ceiling, one commit per step");
        var ceiling = await OneCommitPerStep.MeasureAsync(Path.Combine(options.Directory, "ceiling"), sessions, options.Window, cancellationToken);
        options.Progress($"W1 {name}: Silo, {sessions} sessions");
        var silo = await SiloTurns.MeasureAsync(Path.Combine(options.Directory, "silo"), null, sessions, options.Window, cancellationToken);
        return Result(name, silo, ceiling);
    }

    private async Task<CaseResult> OnPostgresAsync(string name, int sessions, LoadOptions options, CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync(ServerSettings);
        options.Progress($"W1 {name}: ceiling, one commit per step on {sessions} connections");
        var ceiling = await OneConnectionPerSession.MeasureAsync(server, sessions, options.Window, cancellationToken);
        options.Progress($"W1 {name}: Silo, {sessions} sessions");
        var silo = await SiloTurns.MeasureAsync(Path.Combine(options.Directory, "silo"), server, sessions, options.Window, cancellationToken);
        return Result(name, silo, ceiling);
    }

    private CaseResult Result(string name, TurnRate silo, TurnRate ceiling) => new()
    {
        Workload = Id,
        Case = name,
        Figures = silo.Figures(),
        Ceiling = ceiling.Figures(),
        Ratio = silo.TurnsPerSecond / ceiling.TurnsPerSecond,
    };
}
