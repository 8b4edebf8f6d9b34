using System.Globalization;
using Silo.Load.Running;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;

namespace Silo.Load.LargeJournal;

/// <summary>W-size: the same calls on a journal with very many events and on one that is all but empty, of one server, turn about.</summary>
internal sealed class LargeJournalWorkload : IWorkload
{
    private const int EventsEach = 100;
    private const int SmallSessions = 60;
    private const int WarmUpRounds = 100;
    private const int Rounds = 1000;
    private static readonly string[] Compared = ["page_p50_ms", "replay_p50_ms", "append_p50_ms"];

    public string Id => "W-size";

    public string Title => "a page, a replay and an append in a journal with that many events, beside an empty one";

    public IReadOnlyList<string> Cases => ["postgres/1000000", "postgres/10000000"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        var sessions = int.Parse(name.AsSpan(name.IndexOf('/') + 1), CultureInfo.InvariantCulture) / EventsEach;
        var began = TimeProvider.System.GetTimestamp();
        // Sizes as an operator would set them for a database of this size; the rest as ever.
        await using var server = await PostgresServer.StartAsync("shared_buffers = 4GB\nmax_wal_size = 4GB\nmaintenance_work_mem = 512MB");
        await using var large = await OpenAsync(server, "large");
        await using var small = await OpenAsync(server, "small");
        await FillAsync(server, "small", SmallSessions, name, options, cancellationToken);
        await FillAsync(server, "large", sessions, name, options, cancellationToken);
        var filled = TimeProvider.System.GetElapsedTime(began);
        options.Progress($"W-size {name}: {Rounds} rounds on each");
        var seed = Random.Shared.Next();
        var (many, few) = (new JournalTimes(large, sessions, EventsEach, seed), new JournalTimes(small, SmallSessions, EventsEach, seed));
        for (var round = 0; round < WarmUpRounds + Rounds; round++)
        {
            if (round == WarmUpRounds)
            {
                many.Forget();
                few.Forget();
            }

            await many.RoundAsync(cancellationToken);
            await few.RoundAsync(cancellationToken);
        }

        var (figures, ceiling) = (many.Figures(), few.Figures());
        return new CaseResult
        {
            Workload = Id,
            Case = name,
            Figures = new Dictionary<string, double>(figures) { ["fill_s"] = filled.TotalSeconds },
            Ceiling = ceiling,
            Ratio = Compared.Max(figure => figures[figure] / ceiling[figure]),
        };
    }

    private static Task FillAsync(PostgresServer server, string schema, int sessions, string name, LoadOptions options, CancellationToken cancellationToken) =>
        new JournalFiller(server.ConnectionString, schema, line => options.Progress($"W-size {name}: {schema}: {line}")).FillAsync(sessions, EventsEach, cancellationToken);

    private static Task<PostgresJournal> OpenAsync(PostgresServer server, string schema) => PostgresJournal.OpenAsync(
        new PostgresJournalOptions { ConnectionString = server.ConnectionString, Schema = schema, Sender = schema }, TimeProvider.System, CancellationToken.None);
}
