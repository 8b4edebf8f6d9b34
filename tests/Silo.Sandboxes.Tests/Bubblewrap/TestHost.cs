using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Bubblewrap;

/// <summary>A provider with directories of its own, and a look behind it.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly TestIds _ids = new();

    internal TestHost(Func<TestDirectory, BubblewrapOptions, BubblewrapOptions>? configure = null)
    {
        var options = new BubblewrapOptions { RunDirectory = RunDirectory };
        Provider = NewProvider(configure is null ? options : configure(_directory, options));
    }

    internal BubblewrapProvider Provider { get; }

    internal string RunDirectory => _directory.File("run");

    internal string Token { get; } = $"token-{Guid.NewGuid():N}";

    internal TestDirectory Files => _directory;

    /// <summary>The running spawner.</summary>
    internal int SpawnerPid
    {
        get
        {
            using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(RunDirectory, "spawner.json")));
            return record.RootElement.GetProperty("pid").GetInt32();
        }
    }

    internal static BubblewrapProvider NewProvider(BubblewrapOptions options) => new(options, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    internal SandboxSpec NewSpec(SandboxSettings? settings = null)
    {
        var session = _ids.Session();
        return new SandboxSpec(new SessionKey(TenantId.Default, session), _directory.Folder(session.Value), settings ?? new SandboxSettings());
    }

    internal static SandboxCommand Script(string script, CollectedOutput? output = null) => new()
    {
        Arguments = ["sh", "-c", script],
        Timeout = TimeSpan.FromSeconds(60),
        OnOutput = bytes => output?.Add(bytes),
    };

    /// <summary>Runs a script that says <c>up</c>, and returns when it has.</summary>
    internal static async Task<Task<SandboxExit>> StartAsync(ISandbox sandbox, string script)
    {
        var output = new CollectedOutput();
        var up = output.Sees("up");
        var run = sandbox.RunAsync(Script(script, output), default);
        Assert.Same(up, await Task.WhenAny(up, run));
        return run;
    }

    /// <summary>A writer that no session or parent binds, and a command that waits.</summary>
    internal string Writer => $"(setsid sh -c 'while :; do date > beat; sleep 0.02; done' {Token} </dev/null >/dev/null 2>&1 &) ; echo up; sleep 1000; : {Token}";

    internal static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Fails when anything of this host is left: a process, a directory, a socket, a record.</summary>
    internal void AssertNothingLeft()
    {
        Assert.Empty(Processes.WithArgument(Token));
        Assert.Empty(Processes.WithArgument(RunDirectory));
        Assert.Empty(Processes.WithEnvironment(RunDirectory));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(RunDirectory, "sandboxes")));
        Assert.False(File.Exists(Path.Combine(RunDirectory, "spawner.json")));
        Assert.False(Path.Exists(Path.Combine(RunDirectory, "spawner.sock")));
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _directory.Dispose();
    }
}
