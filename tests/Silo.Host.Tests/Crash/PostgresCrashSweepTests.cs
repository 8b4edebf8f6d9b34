using Silo.Abstractions.Diagnostics;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Crash;

/// <summary>The crash sweep with the journal on a PostgreSQL server: hosts that die, and servers that die under a host.</summary>
public sealed class PostgresCrashSweepTests(ITestOutputHelper output)
{
    private const int Sample = 6;

    [Fact]
    public async Task Host_KilledAtAnyPoint_GoesOnByItselfLosesNothingAndRepeatsNothing()
    {
        await using var server = await PostgresServer.StartAsync();
        using var whole = await SweepRun.RunAsync(point: null, postgres: server.ConnectionString);
        var all = Enum.GetValues<ProbePoint>().SelectMany(kind => Enumerable.Range(1, SweepCheck.Count(whole.Points, kind)).Select(k => new CrashPoint(kind, k))).ToList();
        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var swept = full ? all : [.. Enumerable.Range(0, Sample).Select(i => all[(int)((long)i * (all.Count - 1) / (Sample - 1))])];
        foreach (var point in swept)
        {
            using var run = await SweepRun.RunAsync(point, postgres: server.ConnectionString);
            SweepCheck.Check(run, point);
        }

        output.WriteLine($"{swept.Count} of {all.Count} points swept.");
    }

    [Fact]
    public async Task Server_KilledAtACommit_SessionsGoOnByThemselves()
    {
        await using var server = await PostgresServer.StartAsync();
        using var whole = await SweepRun.RunAsync(point: null, postgres: server.ConnectionString);
        var commits = SweepCheck.Count(whole.Points, ProbePoint.AfterCommit);
        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var swept = full ? Enumerable.Range(1, commits).ToList() : [1, commits / 2, commits - 1];
        foreach (var commit in swept)
        {
            var point = new CrashPoint(ProbePoint.AfterCommit, commit);
            using var run = await SweepRun.RunAsync(point, postgres: server.ConnectionString, dies: server);
            SweepCheck.Check(run, point);
        }

        output.WriteLine($"{swept.Count} of {commits} commits at which the server was killed.");
    }
}
