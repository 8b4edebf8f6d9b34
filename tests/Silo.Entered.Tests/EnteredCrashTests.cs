using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Tests;
using Silo.Sandboxes.Tests.Crash;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Entering;
using Silo.Spawner.Serving;
using Silo.Spawner.Users;
using Xunit;
using ChildProcess = Silo.Conformance.Journal.ChildProcess;

namespace Silo.Entered.Tests;

/// <summary>Promise 6 where sandboxes are other users than the host: whoever is killed, after the next start nothing is left.</summary>
public sealed class EnteredCrashTests : IDisposable
{
    private readonly TestDirectory _files = new();
    private readonly string _token = $"token-{Guid.NewGuid():N}";
    private readonly SessionKey _key = new(TenantId.Default, new TestIds().Session());

    /// <summary>Every point with every victim; usually those at which something of the user's is there, with one each.</summary>
    public static TheoryData<string, CrashVictim> Cases()
    {
        if (Environment.GetEnvironmentVariable("SILO_TEST_FULL") != "1")
        {
            return new TheoryData<string, CrashVictim>
            {
                { nameof(SpawnerPoint.MountsMade), CrashVictim.Both }, { nameof(SpawnerPoint.ProcessStarted), CrashVictim.Spawner }, { nameof(SpawnerPoint.Admitted), CrashVictim.Host }, { nameof(SpawnerPoint.LetGo), CrashVictim.Both },
            };
        }

        var cases = new TheoryData<string, CrashVictim>();
        foreach (var point in Enum.GetNames<SpawnerPoint>())
            foreach (var victim in Enum.GetValues<CrashVictim>()) cases.Add(point, victim);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task HostOrSpawner_KilledAtAPoint_NothingIsLeft(string point, CrashVictim victim)
    {
        await File.WriteAllTextAsync(_files.File("point"), point);
        await File.WriteAllTextAsync(_files.File("victim"), $"{victim}");
        var run = _files.File("run");
        var spawner = _files.Program("spawner", $"exec {Here.Path} probed {_files.Path} \"$@\"");
        await using var host = ChildProcess.Start(new ProcessStartInfo(Here.Path, ["life", run, _key.Session.Value, _files.Folder("work"), _token, spawner]));
        await File.WriteAllTextAsync(_files.File("host"), $"{host.Id}");
        await host.TellAsync("live");
        var said = await host.HearOrEndAsync();
        if (victim == CrashVictim.Spawner)
        {
            Assert.NotNull(said);
            await host.TellAsync("go");
            Assert.Equal(0, (await host.EndAsync()).ExitCode);
        }
        else if (said is not null)
        {
            Assert.Null(await host.HearOrEndAsync());
        }

        string share;
        await using (var next = new BubblewrapProvider(new BubblewrapOptions { RunDirectory = run }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance))
        {
            await next.SweepAsync(default);
            await next.ProveDeadAsync(_key, default);
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(run, "sandboxes")));
            share = (await next.CheckAsync(default)).Detail.Split("ids ")[1];
        }

        Assert.True(File.Exists(_files.File("reached")), $"{point} was not reached.");
        Assert.Empty(Processes.WithArgument(_token));
        Assert.Empty(Processes.WithEnvironment(run));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(run, "sandboxes")));
        Assert.False(Path.Exists(Path.Combine(run, "spawner.sock")));
        Assert.Empty(RunningAs(share));
        Assert.DoesNotContain(run, MountsOf("self"), StringComparison.Ordinal);
    }

    // The namespace of an earlier host is closed to a later one; only before it has its own can it end what is left there.
    [Fact]
    public async Task Host_EnteredAnew_EndsWhatIsLeftInTheNamespaceBefore_AndNothingOfALivingOne()
    {
        var run = _files.File("run");
        string[] next = [.. Here.Entered, "next", run, _key.Session.Value];
        var (code, share) = await EnteredHost.OutsideAsync(next);
        Assert.Equal((0, share), (code, share));
        var first = share.Split("ids ")[1].Split('-')[0];

        // One that only its user tells, and one of the host's user that only its environment tells.
        const string left = "setpriv --reuid $1 --regid $1 --clear-groups --inh-caps=-all -- sh -c 'echo $$; exec sleep 1000' & SILO_SANDBOX_RUN=$2 sh -c 'echo $$; exec sleep 1000' & wait";
        await using var before = ChildProcess.Start(new ProcessStartInfo(Here.Entered[0], ["enter", "--", "/bin/sh", "-c", left, "sh", first, run]));
        var leftovers = new[] { await before.HearAsync(), await before.HearAsync() }.Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)).ToList();
        await using var other = new EnteredHost();
        var (_, spec) = await other.NewSessionAsync();
        await using var sandbox = await other.Provider.CreateAsync(spec, default);
        var (_, _, kept) = await EnteredHost.StartAsync(sandbox);
        try
        {
            var (anew, said) = await EnteredHost.OutsideAsync(next);

            Assert.Equal((0, said), (anew, said));
            Assert.All(leftovers, pid => Assert.Null(UidOf(pid)));
            Assert.NotNull(UidOf(kept));
        }
        finally
        {
            foreach (var pid in leftovers.Where(pid => UidOf(pid) is not null)) Process.GetProcessById(pid).Kill();
        }
    }

    [Fact]
    public async Task Container_OfTheSameUser_IsLeftAloneByEnter()
    {
        var home = HostAccount.Find($"{LibC.geteuid()}", await File.ReadAllTextAsync("/etc/passwd"))!.Home!;
        var (share, taken) = IdShare.Order(EnteredIds.Find()!.Value, _files.Path).Select(share => (share, IdShare.TryLock(home, share))).First(found => found.Item2 is not null);
        using var held = taken;
        const string inside = "echo; read -r mapped; exec setpriv --reuid 1 --regid 1 --clear-groups -- sh -c 'echo up; exec sleep 1000'";
        await using var container = ChildProcess.Start(new ProcessStartInfo("/usr/bin/unshare", ["--user", "--", "/bin/sh", "-c", inside]));
        await container.HearAsync();
        await File.WriteAllTextAsync($"/proc/{container.Id}/uid_map", $"0 {LibC.geteuid()} 1\n1 {share.First} 2\n");
        await File.WriteAllTextAsync($"/proc/{container.Id}/gid_map", $"0 {LibC.getegid()} 1\n1 {share.First} 2\n");
        await container.TellAsync("mapped");
        Assert.Equal("up", await container.HearAsync());
        Assert.Equal(share.First, UidOf(container.Id));
        using var poller = new FdPoller();

        Assert.Equal(0, await new UidSweep(share, poller, gone => gone) { SparesContainers = true }.EndAsync());
        Assert.Equal(share.First, UidOf(container.Id));
    }

    // What is neither recorded nor marked, and has left every namespace: its user is enough to find it.
    [Fact]
    public async Task Process_OfTheHostsShare_ThatNobodyRecorded_IsEndedByTheNextSpawner()
    {
        await using var host = new EnteredHost();
        var share = (await host.Provider.CheckAsync(default)).Detail.Split("ids ")[1];
        var first = share.Split('-')[0];
        await host.Provider.DisposeAsync();
        using var stray = Process.Start("/usr/bin/setpriv", ["--reuid", first, "--regid", first, "--clear-groups", "--inh-caps=-all", "--", "/bin/sleep", "1000"]);

        try
        {
            await using var next = host.NewProvider("run");
            Assert.True((await next.CheckAsync(default)).Available);
            Assert.Null(UidOf(stray.Id));
        }
        finally
        {
            stray.Kill();
        }

        await stray.WaitForExitAsync();
    }

    public void Dispose() => _files.Dispose();

    private static List<int> RunningAs(string share)
    {
        var range = UidRange.TryParse(share)!.Value;
        Assert.NotNull(EnteredIds.Find());
        return [.. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && UidOf(pid) is { } uid && range.Contains(uid))];
    }

    private static uint? UidOf(int pid)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{pid}/status");
            if (status.Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal))) return null;
            return uint.Parse(status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string MountsOf(string process) => File.ReadAllText($"/proc/{process}/mountinfo");
}
