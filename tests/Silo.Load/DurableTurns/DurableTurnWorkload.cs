using System.Globalization;
using Silo.Load.Running;
using Silo.Storage.Sqlite;

namespace Silo.Load.DurableTurns;

/// <summary>W1: a turn is 10 sequential steps of 512 bytes, each durable before the next starts.</summary>
internal sealed class DurableTurnWorkload : IWorkload
{
    public const int Steps = 10;
    public const int StepBytes = 512;

    /// <summary>How long both sides run before they are measured.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public string Id => "W1";

    public string Title => "durable turns: 10 sequential steps, 512 durable bytes each";

    public IReadOnlyList<string> Cases => ["sqlite/1", "sqlite/16", "sqlite/64", "sqlite/256"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        var sessions = int.Parse(name.AsSpan("sqlite/".Length), CultureInfo.InvariantCulture);
        // Binds the SQLite that Silo uses, so that both sides run on the same engine.
        var bound = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = Path.Combine(options.Directory, "bind.db") }, TimeProvider.System);
        await bound.DisposeAsync();
        options.Progress($"W1 {name}: ceiling, one commit per step");
        var ceiling = await OneCommitPerStep.MeasureAsync(Path.Combine(options.Directory, "ceiling"), sessions, options.Window, cancellationToken);
        options.Progress($"W1 {name}: Silo, {sessions} sessions");
        var silo = await SiloTurns.MeasureAsync(Path.Combine(options.Directory, "silo"), sessions, options.Window, cancellationToken);
        return new CaseResult
        {
            Workload = Id,
            Case = name,
            Figures = silo.Figures(),
            Ceiling = ceiling.Figures(),
            Ratio = silo.TurnsPerSecond / ceiling.TurnsPerSecond,
        };
    }
}
