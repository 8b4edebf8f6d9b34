using System.Diagnostics;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Storage.Tests.WriteLog;

/// <summary>Runs one of this executable's processes with its writes logged, and replays crashes from the log.</summary>
internal sealed class WriteLogRun : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <summary>The directory whose writes are logged.</summary>
    internal string Root => _directory.File("root");

    private string Acknowledgements => Path.Combine(Root, "acknowledged");

    internal IReadOnlyList<WriteLogRecord> Records { get; private set; } = [];

    public void Dispose() => _directory.Dispose();

    /// <summary>Runs a process to its end. It is given the root and the file to acknowledge to.</summary>
    internal async Task RunAsync(string process, bool bundledSqlite = false, params string[] arguments)
    {
        Directory.CreateDirectory(Root);
        var start = TestExecutable.Start([process, Root, Acknowledgements, .. arguments]);
        if (bundledSqlite) start.Environment[TestExecutable.BundledVariable] = "1";
        start.Environment["LD_PRELOAD"] = await CompileAsync();
        start.Environment["SILO_WRITELOG_ROOT"] = Root;
        start.Environment["SILO_WRITELOG_FILE"] = _directory.File("log");
        await using var child = ChildProcess.Start(start);
        var (exitCode, errors) = await child.EndAsync();
        Assert.True(exitCode == 0, errors);
        Records = WriteLogFile.Read(_directory.File("log"));
    }

    /// <summary>
    /// Crashes just before each sync and at the end, with everything dropped that was not synced: between two syncs that state does not
    /// change, and just before the second the most is acknowledged on it.
    /// </summary>
    /// <returns>The faults, with the record at which the crash was.</returns>
    internal Task<List<string>> DropAtEverySyncAsync(Func<string, IEnumerable<string>, Task<string?>> findFault, Func<WriteLogRecord, bool>? heard = null) =>
        CrashAsync(findFault, (record, _) => record is null or { Op: 'S' }, _ => static () => false, heard);

    /// <summary>Crashes at every n-th record, with a chance part of what was not synced left standing.</summary>
    internal Task<List<string>> DropSomeAsync(int every, Func<string, IEnumerable<string>, Task<string?>> findFault) =>
        CrashAsync(findFault, (_, index) => index % every == 0, KeepByChance, heard: null);

    private async Task<List<string>> CrashAsync(
        Func<string, IEnumerable<string>, Task<string?>> findFault,
        Func<WriteLogRecord?, int, bool> crashBefore,
        Func<int, Func<bool>> keepAt,
        Func<WriteLogRecord, bool>? heard)
    {
        var disk = new CrashDisk(Root, Acknowledgements);
        var faults = new List<string>();
        for (var i = 0; i <= Records.Count; i++)
        {
            var record = i < Records.Count ? Records[i] : null;
            if (crashBefore(record, i))
            {
                using var crashed = TestDirectory.InMemory();
                disk.WriteAfterCrash(crashed.Path, keepAt(i));
                if (await findFault(crashed.Path, disk.Acknowledged) is { } fault) faults.Add($"crash before record {i} of {Records.Count}: {fault}");
            }

            if (record is not null && (heard is null || heard(record))) disk.Apply(record);
        }

        return faults;
    }

    /// <summary>The record's number is the seed: a fault's message is enough to see it again.</summary>
    private static Func<bool> KeepByChance(int seed)
    {
        var random = new Random(seed);
        return () => random.Next(2) == 0;
    }

    private async Task<string> CompileAsync()
    {
        var library = _directory.File("writelog.so");
        var source = Path.Combine(AppContext.BaseDirectory, "WriteLog", "writelog.c");
        string[] arguments = ["-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"];
        using var gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = await gcc.StandardError.ReadToEndAsync();
        await gcc.WaitForExitAsync();
        Assert.True(gcc.ExitCode == 0, errors);
        return library;
    }
}
