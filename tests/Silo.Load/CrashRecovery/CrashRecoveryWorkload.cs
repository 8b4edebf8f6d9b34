using System.Diagnostics;
using Silo.Load.Running;
using Silo.TestServers.Postgres;

namespace Silo.Load.CrashRecovery;

/// <summary>W2: 200 sessions, each inside a 20-step turn of 20 ms a step; the process is killed with SIGKILL and started again.</summary>
internal sealed class CrashRecoveryWorkload : IWorkload
{
    public string Id => "W2";

    public string Title => "crash recovery: 200 sessions in 20-step turns, kill -9, restart, read everything back";

    public IReadOnlyList<string> Cases => ["sqlite", "postgres"];

    public async Task<CaseResult> RunAsync(string name, LoadOptions options, CancellationToken cancellationToken)
    {
        var data = Path.Combine(options.Directory, "data");
        var effects = Path.Combine(options.Directory, "effects");
        await using var server = name == "postgres" ? await PostgresServer.StartAsync() : null;
        // The nodes read it from their environment: a password belongs into no command line.
        Environment.SetEnvironmentVariable(RecoveryNode.ServerVariable, server?.ConnectionString);
        options.Progress($"W2 {name}: 200 turns under way");
        var (first, _) = await ChildProcess.StartAsync("Silo.Load.dll", line => line == RecoveryNode.HalfWay, RecoveryNode.Verb, data, effects, "start");
        await first.DisposeAsync();
        options.Progress($"W2 {name}: killed; started again");
        var killed = Stopwatch.GetTimestamp();
        var (second, counts) = await ChildProcess.StartAsync("Silo.Load.dll", line => line.StartsWith(RecoveryNode.Done, StringComparison.Ordinal), RecoveryNode.Verb, data, effects, "resume");
        var seconds = Stopwatch.GetElapsedTime(killed).TotalSeconds;
        await second.DisposeAsync();
        var numbers = counts[RecoveryNode.Done.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse).ToArray();
        return new CaseResult
        {
            Workload = Id,
            Case = name,
            Figures = new Dictionary<string, double>
            {
                ["restart_to_all_complete_s"] = Math.Round(seconds, 2),
                ["steps_lost"] = numbers[0],
                ["finished_steps_run_twice"] = numbers[1],
                ["steps_in_doubt"] = numbers[2],
                // The steps of this workload call no model.
                ["model_tokens_bought_twice"] = 0,
            },
        };
    }
}
