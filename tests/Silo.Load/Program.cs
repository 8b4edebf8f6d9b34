using System.CommandLine;
using Silo.Load.CrashRecovery;
using Silo.Load.DurableTurns;
using Silo.Load.LargeJournal;
using Silo.Load.Running;
using Silo.Load.Sandboxing;
using Silo.Load.SessionStart;
using Silo.Load.TokenStream;

// The servers that are measured are processes of their own, started by this program.
if (args is [BareKestrel.Verb]) return await BareKestrel.ServeAsync();
if (args is [SandboxHost.Verb, var place, var socket, var count]) return await SandboxHost.RunAsync(place, socket, count);
if (args is [RecoveryNode.Verb, var data, var effects, var mode]) return await RecoveryNode.RunAsync(data, effects, mode);

IWorkload[] workloads = [new DurableTurnWorkload(), new CrashRecoveryWorkload(), new TokenStreamWorkload(), new SessionStartWorkload(), new SandboxWorkload(), new LargeJournalWorkload()];
var workload = new Argument<string>("workload") { Description = string.Join("; ", workloads.Select(w => $"{w.Id}: {w.Title}")) };
var only = new Option<string?>("--case") { Description = "Run this case only, such as sqlite/64." };
var json = new Option<bool>("--json") { Description = "One JSON object per case, each on a line of its own." };
var repeats = new Option<int>("--repeats") { Description = "Runs of each case; figures are medians (1 to 9).", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "Length of each measurement over time (0.5 to 120).", DefaultValueFactory = _ => 5 };
workload.AcceptOnlyFromAmong([.. workloads.Select(w => w.Id)]);
var root = new RootCommand("Measures Silo by its canonical workloads, each beside its ceiling in the same run.") { workload, only, json, repeats, seconds };
root.SetAction(async (parsed, cancellationToken) =>
{
    var chosen = workloads.Single(w => w.Id == parsed.GetValue(workload));
    var cases = parsed.GetValue(only) is { } name ? [name] : chosen.Cases;
    if (cases.FirstOrDefault(c => !chosen.Cases.Contains(c)) is { } unknown)
    {
        Console.Error.WriteLine($"{chosen.Id} has no case '{unknown}'. Cases: {string.Join(", ", chosen.Cases)}.");
        return 2;
    }

    foreach (var item in cases)
    {
        var runs = new List<CaseResult>();
        for (var run = 0; run < Math.Clamp(parsed.GetValue(repeats), 1, 9); run++)
        {
            var directory = Directory.CreateTempSubdirectory("silo-load-").FullName;
            try
            {
                var window = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0.5, 120));
                runs.Add(await chosen.RunAsync(item, new LoadOptions(directory, window, Console.Error.WriteLine), cancellationToken));
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Report.Write(Percentiles.Median(runs), parsed.GetValue(json));
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
